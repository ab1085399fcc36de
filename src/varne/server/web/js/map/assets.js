// @ts-check
/** Vessels and aircraft that help, where somebody said where they are. */
import { clockTime } from "../format.js";
import { collection, point } from "../geometry.js";
import { word } from "../words.js";
import { TEXT } from "./text.js";

export const source = "assets";

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "assets",
    type: "symbol",
    source,
    layout: {
      ...TEXT,
      "icon-image": "asset",
      "icon-size": 0.85,
      "icon-allow-overlap": true,
      "text-field": ["get", "label"],
      "text-size": 11,
      "text-optional": true,
      "text-variable-anchor": ["right", "left", "bottom", "top"],
      "text-radial-offset": 1.4,
      "text-justify": "auto",
    },
    paint: { "text-color": c.asset, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

/** @param {import("../types.js").Picture} picture */
export const data = (picture) =>
  collection(
    picture.assets
      .filter((a) => a.lon !== null && a.lat !== null)
      .map((a) =>
        point(/** @type {number} */ (a.lon), /** @type {number} */ (a.lat), {
          label: `${a.asset}\n${word("status", a.status)} ${clockTime(a.since)}`,
        }),
      ),
  );
