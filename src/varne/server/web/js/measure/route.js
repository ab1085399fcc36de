// @ts-check
/** What is being measured: places in their order, the legs between them, and how long they take at a speed. */
import { position } from "../format.js";
import { signal } from "../signal.js";
import { decimal, t } from "../words.js";
import { geodesic, NM } from "./geodesic.js";

/** @typedef {import("./geodesic.js").Place} Place */

export const measuring = signal(false);

/** @type {import("../signal.js").Signal<Place[]>} */
export const places = signal(/** @type {Place[]} */ ([]));

/** At which the time is told. [kn] */
export const speed = signal(15);

/** @param {Place} place */
export const add = (place) => places.set([...places.get(), place]);

/** @param {number} k */
export const remove = (k) => places.set(places.get().filter((_, i) => i !== k));

/** @typedef {{metres: number, bearing: number}} Leg */

/** @returns {Leg[]} one less than places */
export const legs = () => places.get().slice(1).map((to, i) => geodesic(places.get()[i], to));

/** @param {Leg[]} some @returns {number} [m] */
export const together = (some) => some.reduce((sum, leg) => sum + leg.metres, 0);

/** Metres to a hundred metres' worth of digits nobody can use are no help: to the metre below 10 km, to ten above. @param {number} metres */
const metresSaid = (metres) => decimal(metres < 10000 ? Math.round(metres) : 10 * Math.round(metres / 10), 0);

/** @param {number} metres @returns {string} `15.7 NM (29 130 m)` */
export const far = (metres) => t("measure.far", { miles: decimal(metres / NM, metres < 10 * NM ? 2 : 1), metres: metresSaid(metres) });

/** @param {number} bearing @returns {string} `083°`, never 360 */
export const degrees = (bearing) => `${String(Math.round(bearing) % 360).padStart(3, "0")}°`;

/** @param {number} metres @returns {string} at the speed chosen, `1 h 03`; a dash where that is none */
function lasts(metres) {
  if (!(speed.get() > 0)) return "–";
  const minutes = Math.round(metres / ((speed.get() * NM) / 60));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** @param {Leg} leg @returns {string} */
export const legSaid = ({ metres, bearing }) => t("measure.leg", { far: far(metres), bearing: degrees(bearing), time: lasts(metres) });

/** @param {Leg[]} all */
export const totalSaid = (all) => t("measure.total", { far: far(together(all)), time: lasts(together(all)), knots: speed.get() });

/** @returns {string} places and legs as lines of text, to be pasted or read out */
export function asText() {
  const all = legs();
  const lines = places.get().flatMap(([lon, lat], k) => [`${k + 1}  ${position(lon, lat)}`, ...(all[k] ? [`   ${legSaid(all[k])}`] : [])]);
  return [...lines, ...(all.length > 1 ? [totalSaid(all)] : [])].join("\n");
}
