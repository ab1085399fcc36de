// @ts-check
/** What lies under everything: sea, land, the lines between two states, and a grid of degrees and minutes. */
import { language } from "../words.js";
import { collection, feature, point } from "../geometry.js";
import { TEXT } from "./text.js";

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  { id: "sea", type: "background", paint: { "background-color": c.sea } },
  { id: "grid", type: "line", source: "grid", paint: { "line-color": c.grid, "line-width": 1 } },
  { id: "land", type: "fill", source: "coast", paint: { "fill-color": c.land, "fill-antialias": false } },
  { id: "coast", type: "line", source: "coast", paint: { "line-color": c.coast, "line-width": 1 } },
  {
    id: "grid-names",
    type: "symbol",
    source: "grid",
    layout: { ...TEXT, "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 10, "symbol-spacing": 420 },
    paint: { "text-color": c.dim, "text-halo-color": c.sea, "text-halo-width": 1 },
  },
  line("territorial", c.territorial, [6, 3]),
  line("srr", c.srr, [2, 2]),
];

/** Over other names that do not move: the last one drawn is the first one to find room. @param {import("../palette.js").Colours} c */
export const lineNames = (c) => [names("srr", c.srr, c.halo), names("territorial", c.territorial, c.halo)];

/** @param {string} kind @param {string} colour @param {number[]} dash */
const line = (kind, colour, dash) => ({
  id: kind,
  type: "line",
  source: "lines",
  filter: ["==", ["get", "kind"], kind],
  paint: { "line-color": colour, "line-width": 1.6, "line-dasharray": dash },
});

/** @param {string} kind @param {string} colour @param {string} halo */
const names = (kind, colour, halo) => ({
  id: `${kind}-name`,
  type: "symbol",
  source: "lines",
  filter: ["==", ["get", "names"], kind],
  layout: {
    ...TEXT,
    "text-field": ["get", "label"],
    "text-size": 11,
    "text-max-width": 40,
    "text-rotate": ["get", "slope"],
    "text-rotation-alignment": "map",
    "text-offset": [0, kind === "srr" ? 1 : -0.9],
  },
  paint: { "text-color": colour, "text-halo-color": halo, "text-halo-width": 1.5 },
});

/**
 * The lines with their names in the page's language, one at the middle of each long leg: names that the map itself would
 * set along a line vanish where the line leaves a tile.
 *
 * @param {any} lines GeoJSON from the server
 */
export const labelled = (lines) =>
  collection(
    lines.features.flatMap((/** @type {any} */ f) => [
      f,
      ...f.geometry.coordinates.slice(1).flatMap((/** @type {number[]} */ to, /** @type {number} */ i) => {
        const from = f.geometry.coordinates[i];
        if (Math.hypot(to[0] - from[0], to[1] - from[1]) < LONG_LEG) return [];
        return [point((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { names: f.properties.kind, label: nameIn(f.properties), slope: slope(from, to) })];
      }),
    ]),
  );

const LONG_LEG = 0.14; // [deg]

/** How a leg slopes on the screen, clockwise, so that its name stands upright [deg]. */
function slope(/** @type {number[]} */ [lon0, lat0], /** @type {number[]} */ [lon1, lat1]) {
  const up = (lat1 - lat0) / Math.cos((((lat0 + lat1) / 2) * Math.PI) / 180); // Mercator stretches north by this
  const angle = (-Math.atan2(up, lon1 - lon0) * 180) / Math.PI;
  return angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle;
}

/** @param {any} properties */
const nameIn = (properties) =>
  properties[`name_${language.get()}`] ?? properties.name?.[language.get()] ?? properties[language.get()] ?? properties.name ?? "";

/**
 * Meridians and parallels inside a box, every 10 minutes of latitude and 20 of longitude.
 *
 * @param {[number, number, number, number]} box west, south, east, north [deg]
 */
export function grid([west, south, east, north]) {
  /** @param {number} minutes @param {string} letters positive and negative */
  const name = (minutes, letters) => {
    const whole = Math.floor(Math.abs(minutes) / 60);
    return `${whole}°${String(Math.abs(minutes) % 60).padStart(2, "0")}'${letters[minutes < 0 ? 1 : 0]}`;
  };
  /** @param {number} from @param {number} to @param {number} step [minutes] */
  const steps = (from, to, step) => {
    const first = Math.ceil((from * 60) / step);
    const last = Math.floor((to * 60) / step);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
  };
  /** @param {number[][]} coordinates @param {string} text */
  const along = (coordinates, text) => feature({ type: "LineString", coordinates }, { name: text });
  return collection([
    ...steps(south, north, 10).map((m) => along([[west, m / 60], [east, m / 60]], name(m, "NS"))),
    ...steps(west, east, 20).map((m) => along([[m / 60, south], [m / 60, north]], name(m, "EW"))),
  ]);
}
