// @ts-check
/** Traffic lanes of the centre's own file: an outline, and an arrow for the way ships go; a cross where they keep out. */
import { told } from "../layers/told.js";
import { collection } from "../geometry.js";
import { TEXT } from "./text.js";

export const name = "lanes";
export const signals = [told.lanes];

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  { id: "lanes-fill", type: "fill", source: name, paint: { "fill-color": c.lane, "fill-opacity": 0.09 } },
  { id: "lanes-rim", type: "line", source: name, paint: { "line-color": c.lane, "line-width": 1.4, "line-dasharray": [8, 3] } },
  {
    id: "lanes-way",
    type: "symbol",
    source: name,
    layout: {
      ...TEXT,
      "icon-image": ["case", ["==", ["get", "traffic"], null], "keep-out", "lane-way"],
      "icon-rotate": ["coalesce", ["get", "traffic"], 0],
      "icon-rotation-alignment": "map",
      "icon-allow-overlap": true,
    },
    paint: {},
  },
];

export const data = () => told.lanes.get() ?? collection([]);

/** The way ships go, and where they keep out, in a box of 24 by 24. */
export const WAY = { line: "M9 22 V10 M15 22 V10 M4 11 L12 2 L20 11" };
export const KEEP_OUT = { line: "M4 4 L20 20 M20 4 L4 20" };
