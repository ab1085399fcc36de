// @ts-check
/** Tide and wind: an arrow points where the water goes; the staff of a wind barb points to where the wind comes from. */
import { told } from "../layers/told.js";
import { collection, point } from "../geometry.js";

/** @typedef {import("../palette.js").Colours} Colours */

const FASTEST = 65; // of the barbs that are drawn [kn]
const STEP = 5; // a short feather [kn]
const BESIDE = 28; // half of what arrows are apart: a barb stands between two arrows of the stream [pixels]
const TIP = -4; // of the staff, in the box of the image

export const current = {
  name: "current",
  signals: [told.current],
  /** @param {Colours} _c */
  layers: (_c) => [
    {
      id: "current",
      type: "symbol",
      source: "current",
      layout: {
        "icon-image": "current-arrow",
        "icon-rotate": ["get", "turn"],
        "icon-rotation-alignment": "map",
        "icon-size": ["interpolate", ["linear"], ["get", "kn"], 0, 0.4, 1, 0.85, 2, 1.2, 4, 1.8],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
      paint: {},
    },
  ],
  data: () => collection((told.current.get()?.arrows ?? []).map(([lon, lat, kn, to]) => point(lon, lat, { kn, turn: to }))),
};

export const wind = {
  name: "wind",
  signals: [told.wind],
  /** @param {Colours} _c */
  layers: (_c) => [
    {
      id: "wind",
      type: "symbol",
      source: "wind",
      layout: {
        "icon-image": ["get", "sign"],
        "icon-rotate": ["get", "turn"],
        "icon-rotation-alignment": "map",
        "icon-size": 1.3,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
      paint: { "icon-translate": [BESIDE, 0] },
    },
  ],
  data: () => collection((told.wind.get()?.arrows ?? []).map(([lon, lat, kn, to]) => point(lon, lat, { kn, turn: (to + 180) % 360, sign: barbOf(kn) }))),
};

/** @param {number} kn @returns {string} the image of its barb, to the nearest 5 kn */
const barbOf = (kn) => `wind-${Math.min(FASTEST, STEP * Math.round(kn / STEP))}`;

/** What images the two need. @returns {Record<string, {line: string, fill?: string}>} in a box of 24 by 24, pointing north */
export function images() {
  /** @type {Record<string, {line: string, fill?: string}>} */
  const all = { "current-arrow": { line: "M12 23 V4", fill: "M12 0 L16.5 8 H7.5 Z" } };
  for (let kn = 0; kn <= FASTEST; kn += STEP) all[`wind-${kn}`] = barb(kn);
  return all;
}

/**
 * A wind barb for a wind from the north, its place in the middle of the box: pennant 50 kn, feather 10 kn, half a feather 5 kn,
 * on the right of the staff as in the northern hemisphere (the WMO's station model); a ring for calm.
 *
 * @param {number} kn a multiple of 5
 */
export function barb(kn) {
  if (kn < STEP) return { line: "M12 9 a3 3 0 1 1 -.01 0" };
  let [line, fill, y] = [`M12 12 V${TIP}`, "", TIP];
  for (let left = kn; left >= STEP; ) {
    const one = left >= 50 ? 50 : left >= 10 ? 10 : 5;
    if (one === 5 && y === TIP) y += 3; // alone it stands in from the end, or it would be taken for a feather
    if (one === 50) fill += `M12 ${y} L20 ${y} L12 ${y + 4} Z`;
    else line += `M12 ${y} L${one === 10 ? 20 : 16} ${y - (one === 10 ? 3 : 1.5)}`;
    y += one === 50 ? 5 : 3;
    left -= one;
  }
  return { line, fill };
}
