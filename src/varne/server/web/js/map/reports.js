// @ts-check
/** Where reports say a boat was: a fix is a dot, an area is a broken ellipse (95 %), as wide as its words. */
import { clockTime } from "../format.js";
import { collection, ellipseRing, feature, point, SIGMAS_95 } from "../geometry.js";
import { TEXT } from "./text.js";

export const source = "reports";
export const AREA_M = 1000; // a wider error than this is an area, not a fix [m, 1 sigma]

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "report-areas",
    type: "line",
    source,
    filter: ["==", ["get", "part"], "area"],
    paint: {
      "line-color": c.report,
      "line-width": ["case", ["get", "chosen"], 1.8, 1],
      "line-opacity": ["case", ["get", "chosen"], 1, 0.45],
      "line-dasharray": [2, 3],
    },
  },
  {
    id: "report-fixes",
    type: "circle",
    source,
    filter: ["==", ["get", "part"], "fix"],
    paint: {
      "circle-radius": ["case", ["get", "chosen"], 4, 2.8],
      "circle-color": c.report,
      "circle-opacity": ["case", ["get", "chosen"], 1, 0.6],
      "circle-stroke-color": c.halo,
      "circle-stroke-width": 1,
    },
  },
  {
    id: "report-times",
    type: "symbol",
    source,
    filter: ["all", ["==", ["get", "part"], "fix"], ["get", "chosen"]],
    layout: { ...TEXT, "text-field": ["get", "time"], "text-size": 10.5, "text-offset": [0, 0.9], "text-anchor": "top" },
    paint: { "text-color": c.report, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

/**
 * @param {import("../types.js").Picture} picture
 * @param {string|null} boat the chosen one: its reports stand out
 */
export function data(picture, boat) {
  return collection(
    picture.reports.flatMap((r) => {
      if (r.lon === null || r.lat === null) return [];
      const chosen = boat !== null && r.boat === boat;
      if (!r.ellipse_m || r.ellipse_m[0] <= AREA_M)
        return [point(r.lon, r.lat, { part: "fix", chosen, time: clockTime(r.observed ?? r.received) })];
      const ring = ellipseRing(r.lon, r.lat, r.ellipse_m, SIGMAS_95);
      return [feature({ type: "LineString", coordinates: ring }, { part: "area", chosen })];
    }),
  );
}
