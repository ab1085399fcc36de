// @ts-check
/** What lies under everything: sea, land, the lines between two states, and a grid of degrees and minutes. */
import { language } from "../words.js";
import { collection, feature } from "../geometry.js";
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
  names("srr", c.srr, c.halo),
  names("territorial", c.territorial, c.halo), // the last one drawn is the first one to find room
];

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
  filter: ["==", ["get", "kind"], kind],
  layout: {
    ...TEXT,
    "symbol-placement": "line",
    "text-field": ["get", "label"],
    "text-size": 11,
    "text-max-angle": 60,
    "text-offset": [0, kind === "srr" ? 1 : -0.9],
    "symbol-spacing": 300,
  },
  paint: { "text-color": colour, "text-halo-color": halo, "text-halo-width": 1.5 },
});

/** @param {any} lines GeoJSON from the server @returns {any} the same with a label in the page's language */
export const labelled = (lines) => ({
  ...lines,
  features: lines.features.map((/** @type {any} */ f) => ({ ...f, properties: { ...f.properties, label: nameIn(f.properties) } })),
});

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
