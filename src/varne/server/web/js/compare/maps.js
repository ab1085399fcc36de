// @ts-check
/** Two maps that move together, each with the picture of its moment. The words and the table work without them. */
import { viewSaid, writeAddress } from "../address.js";
import { box } from "../geometry.js";
import * as assets from "../map/assets.js";
import * as boats from "../map/boats.js";
import * as contours from "../map/contours.js";
import { ensembleLayer } from "../map/ensemble.js";
import * as ground from "../map/ground.js";
import * as reports from "../map/reports.js";
import { empty, loadGround, seaMap, STRAIT } from "../map/sea.js";
import { putSymbols } from "../map/symbols.js";
import { colours, palette } from "../palette.js";
import { selected } from "../state.js";
import { language } from "../words.js";

/** @typedef {import("../types.js").Picture} Picture */

const OVERLAYS = [contours, reports, assets, boats]; // lowest first

/** @param {import("../palette.js").Colours} c @returns {any[]} */
const layers = (c) => [...ground.layers(c), ...ground.lineNames(c), ...OVERLAYS.flatMap((o) => /** @type {any[]} */ (o.layers(c)))];

/**
 * Both maps, drawn and kept together.
 *
 * @param {string[]} containers @param {{zoom: number, center: [number, number]}|null} view where they open; null on the Strait
 */
export async function startMaps(containers, view) {
  const loaded = await loadGround();
  const [, lines] = loaded;
  const both = await Promise.all(containers.map((id) => drawn(id, loaded, view)));
  for (const one of both) together(one.map, both.filter((b) => b !== one).map((b) => b.map));
  palette.watch(() => both.forEach(repaint));
  language.watch(() => both.forEach(({ map }) => map.getSource("lines").setData(ground.labelled(lines))));
  both[0].map.on("moveend", () => writeAddress({ map: viewSaid(both[0].map.getCenter(), both[0].map.getZoom()) }));
  return both;
}

/** @param {string} id @param {[any, any]} loaded @param {any} view */
async function drawn(id, loaded, view) {
  const label = id === "map_a" ? "compare.map_first" : "compare.map_second";
  const map = await seaMap(id, label, loaded, empty(OVERLAYS.map((o) => o.source)), layers(colours()), view);
  const ensemble = ensembleLayer();
  map.addLayer(ensemble, "contour-rim-0.95");
  putSymbols(map, colours());
  ensemble.paint(colours());
  map.on("click", "boats", (/** @type {any} */ e) => selected.set(e.features[0].properties.id));
  return { map, ensemble };
}

/** @param {any} map that leads while somebody moves it @param {any[]} others */
function together(map, others) {
  map.on("move", (/** @type {any} */ e) => {
    if (e.follows) return;
    for (const other of others) other.jumpTo({ center: map.getCenter(), zoom: map.getZoom() }, { follows: true });
  });
}

/** @param {{map: any, ensemble: any}} one */
function repaint({ map, ensemble }) {
  const c = colours();
  for (const layer of layers(c)) for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
  putSymbols(map, c);
  ensemble.paint(c);
}

/** @param {{map: any, ensemble: any}} one @param {Picture} picture @param {string|null} chosen the boat as this picture names it */
export function show({ map, ensemble }, picture, chosen) {
  for (const o of OVERLAYS) map.getSource(o.source).setData(o.data(picture, chosen));
  const boat = picture.boats.find((b) => b.id === chosen);
  if (!boat?.forecast) return ensemble.show(new Float32Array());
  ensemble.want(boat.id, { at: picture.at, ...(picture.known !== picture.at && { known: picture.known }) });
}

/** @param {{map: any}} one @param {Picture[]} pictures @param {(string|null)[]} chosen the boat in each */
export function toBoat({ map }, pictures, chosen) {
  const shapes = pictures.flatMap((p, i) => p.boats.find((b) => b.id === chosen[i])?.forecast?.regions["0.95"] ?? []);
  const around = box({ features: shapes });
  if (around) map.fitBounds(around, { padding: 40, maxZoom: 13 });
}

/** @param {{map: any}} one */
export const toStrait = ({ map }) => map.fitBounds(STRAIT);
