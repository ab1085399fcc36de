// @ts-check
/** Where a boat or its people may be: contours that hold 50, 90 and 95 %, its way until now, and how it is expected to go on. */
import { clockTime, minuteTime } from "../format.js";
import { collection, feature, point } from "../geometry.js";
import { then } from "../then.js";
import { AREA_M } from "./reports.js";
import { TEXT } from "./text.js";

export const source = "contours";
const CREWS = ["rescue", "search"]; // these reports tell where crews were
const LEVELS = ["0.95", "0.9", "0.5"]; // widest first, so that the narrow ones are drawn on top

/** @param {string} part @param {string} level */
const only = (part, level) => ["all", ["==", ["get", "part"], part], ["==", ["get", "level"], level]];

/** @param {string} level @param {string} colour @param {string} ahead its colour for a moment to come @param {number} width @param {number[]|undefined} dash */
const outline = (level, colour, ahead, width, dash) => ({
  id: `contour-${level}`,
  type: "line",
  source,
  filter: only("chosen", level),
  paint: { "line-color": ["case", ["get", "ahead"], ahead, colour], "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) },
});

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "contour-others",
    type: "line",
    source,
    filter: ["==", ["get", "part"], "other"],
    paint: { "line-color": c.contour, "line-width": 1, "line-opacity": 0.55, "line-dasharray": [1, 2] },
  },
  ...LEVELS.map((level) => ({
    id: `contour-fill-${level}`,
    type: "fill",
    source,
    filter: only("chosen", level),
    paint: { "fill-color": ["case", ["get", "ahead"], c.accent, c.contour], "fill-opacity": level === "0.5" ? 0.16 : 0.07 },
  })),
  ...LEVELS.map((level) => ({
    id: `contour-rim-${level}`, // parts the line from the points of the ensemble below it
    type: "line",
    source,
    filter: only("chosen", level),
    paint: { "line-color": c.halo, "line-width": 4, "line-opacity": 0.8 },
  })),
  outline("0.95", c.contour, c.accent, 1.6, [1, 1.5]),
  outline("0.9", c.contour, c.accent, 1.8, [4, 2]),
  outline("0.5", c.contour, c.accent, 2.4, undefined),
  {
    id: "contour-names",
    type: "symbol",
    source,
    filter: ["==", ["get", "part"], "chosen"],
    layout: { ...TEXT, "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 10.5, "symbol-spacing": 300 },
    paint: { "text-color": ["case", ["get", "ahead"], c.accent, c.contour], "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
  {
    id: "track",
    type: "line",
    source,
    filter: ["==", ["get", "part"], "track"],
    paint: { "line-color": c.strong, "line-width": 1.6 },
  },
  {
    id: "track-ahead",
    type: "line",
    source,
    filter: ["==", ["get", "part"], "track-ahead"],
    paint: { "line-color": c.accent, "line-width": 2, "line-dasharray": [1, 1.6] },
  },
  {
    id: "place-ahead",
    type: "circle",
    source,
    filter: ["==", ["get", "part"], "place-ahead"],
    paint: { "circle-radius": 9, "circle-opacity": 0, "circle-stroke-color": c.accent, "circle-stroke-width": 2.5 },
  },
  {
    id: "place-ahead-name",
    type: "symbol",
    source,
    filter: ["==", ["get", "part"], "place-ahead"],
    layout: { ...TEXT, "text-field": ["get", "name"], "text-size": 12.5, "text-variable-anchor": ["left", "right", "bottom", "top"], "text-radial-offset": 1.2 },
    paint: { "text-color": c.accent, "text-halo-color": c.halo, "text-halo-width": 2 },
  },
  {
    id: "track-hours",
    type: "symbol",
    source,
    filter: ["==", ["get", "part"], "hour"],
    layout: { ...TEXT, "text-field": ["concat", "+ ", ["get", "time"]], "text-size": 10, "text-anchor": "left" },
    paint: { "text-color": ["case", ["get", "ahead"], c.accent, c.strong], "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

/**
 * @param {import("../types.js").Picture} picture
 * @param {string|null} chosen
 */
export const data = (picture, chosen) =>
  collection(
    picture.boats.flatMap((boat) => {
      if (boat.id === chosen) return ofChosen(picture, boat);
      const widest = boat.forecast?.regions["0.95"];
      return widest ? [feature(widest, { part: "other" })] : [];
    }),
  );

/** @param {import("../types.js").Picture} picture @param {import("../types.js").Boat} boat */
function ofChosen(picture, boat) {
  const later = then.get()?.boat === boat.id ? then.get() : null; // looked ahead, and a plan is looked at in its time
  if (later?.forecast) return [...contours(later.forecast, ` ${minuteTime(later.at)}`), ...way(later.forecast.track, picture.at), ...place(later)];
  if (later) return [];
  if (boat.forecast) return [...contours(boat.forecast), ...way(boat.forecast.track, picture.at)];
  return way(fixes(picture, boat), picture.at);
}

/** @param {import("../types.js").Forecast} forecast @param {string} [moment] of a moment to come */
const contours = (forecast, moment = "") =>
  LEVELS.filter((l) => forecast.regions[l]).map((level) =>
    feature(forecast.regions[level], { part: "chosen", level, ahead: moment !== "", name: `${Math.round(Number(level) * 100)} %${moment}` }),
  );

/** @param {import("../types.js").Then} later */
const place = ({ lon, lat, at }) => (lon === null || lat === null ? [] : [point(lon, lat, { part: "place-ahead", name: minuteTime(at) })]);

/** Where reports say that it was: its way where nobody computes one, as of a boat that is closed. @param {import("../types.js").Picture} picture @param {import("../types.js").Boat} boat @returns {[number, number, string][]} */
const fixes = (picture, boat) =>
  picture.reports
    .filter((r) => boat.reports.includes(r.id) && r.lon !== null && r.lat !== null && (r.ellipse_m?.[0] ?? 0) <= AREA_M && !CREWS.includes(r.channel))
    .map((r) => /** @type {[number, number, string]} */ ([r.lon, r.lat, r.observed ?? r.received]))
    .sort((a, b) => Date.parse(a[2]) - Date.parse(b[2]));

/** @param {[number, number, string][]} track @param {string} now until when it is past */
function way(track, now) {
  const past = track.filter((p) => Date.parse(p[2]) <= Date.parse(now));
  const coming = track.slice(Math.max(0, past.length - 1));
  const line = (/** @type {string} */ part, /** @type {[number, number, string][]} */ points) =>
    points.length < 2 ? [] : [feature({ type: "LineString", coordinates: points.map(([lon, lat]) => [lon, lat]) }, { part })];
  const hours = track.length < 2 ? [] : track.map(([lon, lat, at]) => point(lon, lat, { part: "hour", time: clockTime(at), ahead: Date.parse(at) > Date.parse(now) }));
  return [...line("track", past), ...line("track-ahead", coming), ...hours];
}
