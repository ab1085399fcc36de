// @ts-check
/** What people name when they say where they are: harbours, light vessels, banks. Names give way to those of boats. */
import { told } from "../layers/told.js";
import { collection } from "../geometry.js";
import { TEXT } from "./text.js";

export const name = "marks";
export const signals = [told.marks];
const FAR = 7.5; // from this zoom on they are drawn: the whole Strait on a desk's map has them

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "marks",
    type: "symbol",
    source: name,
    minzoom: FAR,
    layout: {
      ...TEXT,
      "icon-image": ["concat", "mark-", ["get", "kind"]],
      "icon-size": 0.55,
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "text-field": ["get", "name"],
      "text-size": 10.5,
      "text-optional": true,
      "text-variable-anchor": ["right", "left", "bottom", "top"],
      "text-radial-offset": 0.9,
      "text-justify": "auto",
    },
    paint: { "text-color": c.dim, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

export const data = () => told.marks.get() ?? collection([]);
