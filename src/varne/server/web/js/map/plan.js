// @ts-check
/** The search plan at the moment it is shown for: areas and tracks as the water has them then, and where each asset is. */
import { minuteTime } from "../format.js";
import { collection, feature, point } from "../geometry.js";
import { changed, keyOf, rectangle, ring } from "../search/editing.js";
import { along, carried, cut, drawn, drawnFor, frame, plan } from "../search/plan.js";
import { shownFor } from "../then.js";
import { TEXT } from "./text.js";

export const source = "plan";

/** @typedef {import("../types.js").Fix} Fix @typedef {import("../types.js").SearchPlan} SearchPlan */

/** @param {string} part */
const only = (part) => ["==", ["get", "part"], part];

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  { id: "plan-area", type: "fill", source, filter: ["all", only("area"), ["==", ["get", "when"], "now"]], paint: { "fill-color": c.accent, "fill-opacity": 0.12 } },
  { id: "plan-rim", type: "line", source, filter: ["all", only("area"), ["!=", ["get", "when"], "later"]], paint: { "line-color": c.accent, "line-width": ["case", ["==", ["get", "when"], "now"], 2.4, 1.2] } },
  { id: "plan-rim-later", type: "line", source, filter: ["all", only("area"), ["==", ["get", "when"], "later"]], paint: { "line-color": c.accent, "line-width": 1.4, "line-dasharray": [3, 2] } },
  { id: "plan-rim-changed", type: "line", source, filter: ["all", only("area"), ["get", "changed"]], paint: { "line-color": c.strong, "line-width": 3, "line-dasharray": [1, 1.5] } },
  { id: "plan-coming", type: "line", source, filter: only("coming"), paint: { "line-color": c.strong, "line-width": 1, "line-opacity": 0.8, "line-dasharray": [2, 2] } },
  { id: "plan-done", type: "line", source, filter: only("done"), paint: { "line-color": c.strong, "line-width": 1.8 } },
  {
    id: "plan-asset",
    type: "symbol",
    source,
    filter: only("asset"),
    layout: { ...TEXT, "icon-image": "asset", "icon-allow-overlap": true, "text-field": ["get", "label"], "text-size": 12, "text-variable-anchor": ["right", "left", "bottom", "top"], "text-radial-offset": 1.4, "text-justify": "auto", "text-optional": true },
    paint: { "text-color": c.strong, "text-halo-color": c.halo, "text-halo-width": 2 },
  },
];

/** @param {import("../types.js").Picture} _picture @param {string|null} chosen */
export function data(_picture, chosen) {
  const shown = plan.get();
  if (!shown || shown.boat !== chosen) return collection([]);
  const [t, how] = [shownFor(), frame.get()];
  const { doc } = shown;
  if (doc.assets.length === 0) return collection(doc.quick ? parts(doc.quick.name, doc.quick.track, [], t, "ground") : []);
  return collection([...doc.assets.flatMap((a) => a.areas.map((area, k) => areaAt(keyOf(a.name, k), area, doc.datum, t, how))), ...doc.assets.filter((a) => a.track.length > 1).flatMap((a) => parts(a.name, a.track, doc.datum, t, how))]);
}

/** @param {string|null} chosen everything that the plan of the chosen boat draws, to be looked at @returns {any|null} */
export const whole = (chosen) => ((drawn) => (drawn.features.length ? drawn : null))(data(/** @type {any} */ (null), chosen));

/** @param {string} key @param {SearchPlan["assets"][number]["areas"][number]} area @param {Fix[]} datum @param {number} t @param {string} how */
function areaAt(key, area, datum, t, how) {
  const [begin, end] = [Date.parse(area.begin), Date.parse(area.end)];
  const corners = key in changed.get() ? ring(rectangle(key, area)) : area.polygon.coordinates[0];
  const round = corners.map((/** @type {[number, number]} */ p) => carried(datum, p, begin, drawnFor(area, t, how)));
  return feature({ type: "Polygon", coordinates: [round] }, { part: "area", changed: key in changed.get(), when: t < begin ? "later" : t > end ? "before" : "now" });
}

/** @param {string} name @param {Fix[]} track @param {Fix[]} datum @param {number} t @param {string} how */
function parts(name, track, datum, t, how) {
  const { done, coming } = cut(track, t);
  const [lon, lat] = along(track, t);
  const line = (/** @type {string} */ part, /** @type {Fix[]} */ fixes) => feature({ type: "LineString", coordinates: drawn(fixes, datum, t, how) }, { part });
  const begins = t < Date.parse(track[0][2]) ? `\n${minuteTime(track[0][2])}` : "";
  return [...(done.length > 1 ? [line("done", done)] : []), ...(coming.length > 1 ? [line("coming", coming)] : []), point(lon, lat, { part: "asset", label: `${name}${begins}` })];
}
