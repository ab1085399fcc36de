// @ts-check
/** How deep the sea is: the shallower, the denser the tint; each line says its depth. Under the land. */
import { told } from "../layers/told.js";
import { collection } from "../geometry.js";
import { TEXT } from "./text.js";

export const name = "depth";
export const under = true;
export const signals = [told.depth];

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "depth-bands",
    type: "fill",
    source: name,
    filter: ["==", ["get", "part"], "band"],
    paint: { "fill-color": c.depth, "fill-opacity": ["interpolate", ["linear"], ["get", "to_m"], 5, 0.5, 10, 0.38, 20, 0.22, 30, 0.1], "fill-antialias": false },
  },
  {
    id: "depth-lines",
    type: "line",
    source: name,
    filter: ["==", ["get", "part"], "line"],
    paint: { "line-color": c.depth, "line-width": ["interpolate", ["linear"], ["get", "depth_m"], 5, 1.6, 30, 0.8] },
  },
  {
    id: "depth-names",
    type: "symbol",
    source: name,
    filter: ["==", ["get", "part"], "line"],
    layout: { ...TEXT, "symbol-placement": "line", "text-field": ["concat", ["get", "depth_m"], " m"], "text-size": 10, "symbol-spacing": 260 },
    paint: { "text-color": c.depth, "text-halo-color": c.sea, "text-halo-width": 1.4 },
  },
];

export const data = () => told.depth.get() ?? collection([]);
