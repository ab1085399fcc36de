// @ts-check
/** Every reading of the position that is being typed: all are drawn until a person has chosen one. */
import { collection, point } from "../geometry.js";
import { chosen, readings } from "../intake/place.js";
import { TEXT } from "./text.js";

export const source = "readings";

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "readings",
    type: "circle",
    source,
    paint: { "circle-radius": 9, "circle-color": "transparent", "circle-stroke-color": c.accent, "circle-stroke-width": ["case", ["get", "chosen"], 4, 1.5] },
  },
  {
    id: "reading-numbers",
    type: "symbol",
    source,
    layout: { ...TEXT, "text-field": ["get", "number"], "text-size": 12, "text-allow-overlap": true, "text-offset": [0, -1.5] },
    paint: { "text-color": c.accent, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

export const data = () => collection(readings.get().map((r, k) => point(r.lon, r.lat, { number: String(k + 1), chosen: k === chosen.get() })));
