// @ts-check
/** Where a boat or its people may be now: contours that hold 50, 90 and 95 %, and the mean way of the forecast by the hour. */
import { clockTime } from "../format.js";
import { collection, feature, point } from "../geometry.js";
import { then } from "../search/plan.js";
import { TEXT } from "./text.js";

export const source = "contours";
export const LEVELS = ["0.95", "0.9", "0.5"]; // widest first, so that the narrow ones are drawn on top

/** @param {string} part @param {string} level */
const only = (part, level) => ["all", ["==", ["get", "part"], part], ["==", ["get", "level"], level]];

/** @param {string} level @param {string} colour @param {number} width @param {number[]|undefined} dash */
const outline = (level, colour, width, dash) => ({
  id: `contour-${level}`,
  type: "line",
  source,
  filter: only("chosen", level),
  paint: { "line-color": colour, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) },
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
    paint: { "fill-color": c.contour, "fill-opacity": level === "0.5" ? 0.16 : 0.07 },
  })),
  ...LEVELS.map((level) => ({
    id: `contour-rim-${level}`, // parts the line from the points of the ensemble below it
    type: "line",
    source,
    filter: only("chosen", level),
    paint: { "line-color": c.halo, "line-width": 4, "line-opacity": 0.8 },
  })),
  outline("0.95", c.contour, 1.6, [1, 1.5]),
  outline("0.9", c.contour, 1.8, [4, 2]),
  outline("0.5", c.contour, 2.4, undefined),
  {
    id: "contour-names",
    type: "symbol",
    source,
    filter: ["==", ["get", "part"], "chosen"],
    layout: { ...TEXT, "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 10.5, "symbol-spacing": 300 },
    paint: { "text-color": c.contour, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
  {
    id: "track",
    type: "line",
    source,
    filter: ["==", ["get", "part"], "track"],
    paint: { "line-color": c.strong, "line-width": 1.4, "line-dasharray": [3, 2] },
  },
  {
    id: "track-hours",
    type: "symbol",
    source,
    filter: ["==", ["get", "part"], "hour"],
    layout: { ...TEXT, "text-field": ["concat", "+ ", ["get", "time"]], "text-size": 10, "text-anchor": "left" },
    paint: { "text-color": c.strong, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

/**
 * @param {import("../types.js").Picture} picture
 * @param {string|null} chosen
 */
export const data = (picture, chosen) =>
  collection(
    picture.boats.flatMap((boat) => {
      const forecast = (then.get()?.boat === boat.id && then.get()?.forecast) || boat.forecast; // a plan is looked at in its time
      if (!forecast) return [];
      const widest = forecast.regions["0.95"];
      if (boat.id !== chosen) return widest ? [feature(widest, { part: "other" })] : [];
      const rings = LEVELS.filter((l) => forecast.regions[l]).map((level) =>
        feature(forecast.regions[level], { part: "chosen", level, name: `${Math.round(Number(level) * 100)} %` }),
      );
      return [...rings, ...way(forecast.track)];
    }),
  );

/** @param {[number, number, string][]} track */
const way = (track) =>
  track.length < 2
    ? []
    : [
        feature({ type: "LineString", coordinates: track.map(([lon, lat]) => [lon, lat]) }, { part: "track" }),
        ...track.map(([lon, lat, at]) => point(lon, lat, { part: "hour", time: clockTime(at) })),
      ];
