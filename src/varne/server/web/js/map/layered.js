// @ts-check
/** The layers that a person may switch: put into the map, drawn from what came for them, shown while they are ticked. */
import { LAYERS, shows, ticked, without } from "../layers/choice.js";
import { view } from "../layers/view.js";
import { collection } from "../geometry.js";
import { colours } from "../palette.js";
import { whenAny } from "../signal.js";
import * as coverage from "./coverage.js";
import * as depth from "./depth.js";
import * as flow from "./flow.js";
import * as lanes from "./lanes.js";
import * as marks from "./marks.js";
import * as measured from "./measured.js";
import * as stations from "./stations.js";
import { drawn, hatched, MARKS, PLACES, put } from "./symbols.js";

/** @typedef {import("../palette.js").Colours} Colours */
/** @typedef {{name: string, layer?: string, under?: boolean, signals: any[], layers: (c: Colours) => any[], data: () => any}} Part */

/** Lowest first. @type {Part[]} */
const PARTS = [depth, coverage.gaps, lanes, flow.current, flow.wind, coverage.watch, marks, stations, measured];

/** What is in the map anyway, and can be switched too. @type {Record<string, string[]>} */
const GROUND = { coast: ["land", "coast"], territorial: ["territorial", "territorial-name"], srr: ["srr", "srr-name"], traffic: ["traffic"] };

const THIN = 4; // the rim of signs that stand in hundreds

export const sources = () => Object.fromEntries(PARTS.map((p) => [p.name, { type: "geojson", data: collection([]) }]));

/** @param {Colours} c what lies under the land */
export const under = (c) => PARTS.filter((p) => p.under).flatMap((p) => p.layers(c));

/** @param {Colours} c what lies over it */
export const over = (c) => PARTS.filter((p) => !p.under).flatMap((p) => p.layers(c));

/** Signs and patterns in the colours now in force. @param {any} map @param {Colours} c */
export function putImages(map, c) {
  for (const [sign, shape] of Object.entries(PLACES)) put(map, `place-${sign}`, drawn(shape, c.asset, c.halo));
  for (const [kind, shape] of Object.entries(MARKS)) put(map, `mark-${kind}`, drawn(shape, c.dim, c.halo));
  for (const [sign, shape] of Object.entries(flow.images())) put(map, sign, drawn(shape, sign === "current-arrow" ? c.current : c.wind, c.halo, false, THIN));
  put(map, "lane-way", drawn(lanes.WAY, c.lane, c.halo));
  put(map, "keep-out", drawn(lanes.KEEP_OUT, c.lane, c.halo));
  put(map, "hatch", hatched(c.watch));
}

/** @param {any} map that holds the sources and layers */
export function startLayers(map) {
  putImages(map, colours());
  for (const part of PARTS) whenAny(part.signals, () => map.getSource(part.name).setData(part.data()));
  whenAny([ticked, without], () => LAYERS.forEach((layer) => show(map, layer)));
  map.on("moveend", () => look(map));
  look(map);
}

/** @param {any} map @param {string} layer */
function show(map, layer) {
  const own = PARTS.filter((p) => (p.layer ?? p.name) === layer).flatMap((p) => p.layers(colours()).map((l) => l.id));
  for (const id of [...own, ...(GROUND[layer] ?? [])]) map.setLayoutProperty(id, "visibility", shows(layer) ? "visible" : "none");
}

/** @param {any} map */
function look(map) {
  const bounds = map.getBounds();
  const middle = map.getCenter();
  view.set({ box: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], zoom: map.getZoom(), middle: [middle.lng, middle.lat] });
}
