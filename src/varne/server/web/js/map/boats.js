// @ts-check
/** Boats on the map: sign, name, and how old the last report is. */
import { age } from "../format.js";
import { collection, ellipseRing, feature, point, SIGMAS_95 } from "../geometry.js";
import { signOf } from "./symbols.js";
import { TEXT } from "./text.js";

export const source = "boats";

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "boat-areas",
    type: "line",
    source,
    filter: ["==", ["get", "part"], "area"],
    paint: { "line-color": c.dim, "line-width": 1.2, "line-dasharray": [3, 2] },
  },
  {
    id: "boat-chosen",
    type: "circle",
    source,
    filter: ["all", ["==", ["get", "part"], "boat"], ["get", "chosen"]],
    paint: {
      "circle-radius": 19,
      "circle-opacity": 0,
      "circle-stroke-color": c.strong,
      "circle-stroke-width": 2.5,
    },
  },
  {
    id: "boats",
    type: "symbol",
    source,
    filter: ["==", ["get", "part"], "boat"],
    layout: {
      ...TEXT,
      "icon-image": ["get", "sign"],
      "icon-allow-overlap": true,
      "symbol-sort-key": ["get", "rank"],
      "text-field": ["get", "label"],
      "text-size": 12.5,
      "text-optional": true,
      "text-variable-anchor": ["left", "right", "bottom", "top"],
      "text-radial-offset": 1.6,
      "text-justify": "auto",
    },
    paint: { "text-color": ["case", ["get", "open"], c.strong, c.dim], "text-halo-color": c.halo, "text-halo-width": 2 },
  },
];

/**
 * @param {import("../types.js").Picture} picture
 * @param {string|null} chosen
 */
export function data(picture, chosen) {
  const alarmed = new Set(picture.alarms.filter((a) => a.waits).map((a) => a.boat));
  return collection(
    picture.boats.flatMap((b) => {
      if (b.lon === null || b.lat === null) return [];
      const open = b.status === "open";
      const properties = {
        part: "boat",
        id: b.id,
        sign: signOf(b) + (b.recorded || !open ? "" : "-proposed"),
        label: `${alarmed.has(b.id) ? "! " : ""}${b.name}\n${age(b.age_s)}`,
        chosen: b.id === chosen,
        open,
        rank: b.id === chosen ? 0 : open ? 1 : 2,
      };
      const spread = b.ellipse_m && !b.forecast && open && (b.id === chosen || b.place !== "area");
      const ring = spread && b.ellipse_m && ellipseRing(b.lon, b.lat, b.ellipse_m, SIGMAS_95);
      return [
        ...(ring ? [feature({ type: "LineString", coordinates: ring }, { part: "area" })] : []),
        point(b.lon, b.lat, properties),
      ];
    }),
  );
}
