// @ts-check
/** Who looks and how far: a line round what they see of a boat, dots round what they see of a person; hatched: nothing sees it. */
import { told } from "../layers/told.js";
import { collection, ellipseRing, feature, point } from "../geometry.js";
import { TEXT } from "./text.js";

/** @typedef {import("../palette.js").Colours} Colours */

/** The sea that nothing sees, under the land: its region runs over land too. */
export const gaps = {
  name: "gaps",
  layer: "coverage",
  under: true,
  signals: [told.coverage],
  /** @param {Colours} _c */
  layers: (_c) => [{ id: "gaps", type: "fill", source: "gaps", paint: { "fill-pattern": "hatch" } }],
  data: () => collection(told.coverage.get()?.unseen ? [feature(told.coverage.get()?.unseen?.boat.region)] : []),
};

/** @param {string} part */
const only = (part) => ["==", ["get", "part"], part];

export const watch = {
  name: "watch",
  layer: "coverage",
  signals: [told.coverage],
  /** @param {Colours} c */
  layers: (c) => [
    { id: "watch-boat", type: "line", source: "watch", filter: only("boat"), paint: { "line-color": c.watch, "line-width": 1.8 } },
    { id: "watch-people", type: "line", source: "watch", filter: only("people"), paint: { "line-color": c.watch, "line-width": 1.6, "line-dasharray": [0.5, 2] } },
    {
      id: "watch-names",
      type: "symbol",
      source: "watch",
      filter: only("name"),
      layout: { ...TEXT, "text-field": ["concat", "◉ ", ["get", "name"]], "text-size": 11, "text-allow-overlap": true, "text-anchor": "top", "text-offset": [0, 0.6] },
      paint: { "text-color": c.watch, "text-halo-color": c.halo, "text-halo-width": 1.5 },
    },
  ],
  data: () =>
    collection(
      (told.coverage.get()?.looking ?? []).flatMap((one) => [
        ...(one.boat > 0 ? [ring("boat", one, one.boat)] : []),
        ...(one.people > 0 ? [ring("people", one, one.people)] : []),
        point(one.lon, one.lat, { part: "name", name: one.name }),
      ]),
    ),
};

/** @param {string} part @param {{lon: number, lat: number}} at @param {number} radius [m] */
const ring = (part, { lon, lat }, radius) => feature({ type: "LineString", coordinates: ellipseRing(lon, lat, [radius, radius, 0]) }, { part });
