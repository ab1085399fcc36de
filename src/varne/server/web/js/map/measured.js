// @ts-check
/** What is being measured: numbered places and the line through them. */
import { collection, feature, point } from "../geometry.js";
import { measuring, places } from "../measure/route.js";
import { TEXT } from "./text.js";

export const name = "measured";
export const signals = [places, measuring];

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  { id: "measured-rim", type: "line", source: name, paint: { "line-color": c.halo, "line-width": 4 } },
  { id: "measured-line", type: "line", source: name, paint: { "line-color": c.strong, "line-width": 1.8, "line-dasharray": [5, 2] } },
  {
    id: "measured-places",
    type: "circle",
    source: name,
    filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-radius": 4, "circle-color": c.strong, "circle-stroke-color": c.halo, "circle-stroke-width": 1.5 },
  },
  {
    id: "measured-numbers",
    type: "symbol",
    source: name,
    filter: ["==", ["geometry-type"], "Point"],
    layout: { ...TEXT, "text-field": ["get", "number"], "text-size": 12, "text-allow-overlap": true, "text-offset": [0, -1.1] },
    paint: { "text-color": c.strong, "text-halo-color": c.halo, "text-halo-width": 1.8 },
  },
];

export function data() {
  if (!measuring.get()) return collection([]);
  const all = places.get();
  const line = all.length > 1 ? [feature({ type: "LineString", coordinates: all })] : [];
  return collection([...line, ...all.map(([lon, lat], k) => point(lon, lat, { number: String(k + 1) }))]);
}
