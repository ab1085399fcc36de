// @ts-check
/**
 * What sensors follow: ships that say who they are, boats without AIS, rescue beacons. The shape tells which, the colour
 * repeats it; only boats without AIS and beacons have words, with the probability that there is anything.
 */
import { clockTime, percent } from "../format.js";
import { collection, point } from "../geometry.js";
import { rgb } from "../palette.js";
import { word } from "../words.js";
import { pointsLayer } from "./points.js";
import { TEXT } from "./text.js";

export const source = "traffic";
const KINDS = ["ship", "boat", "rescue_beacon", "craft", "aircraft"];
const COLOURS = ["dim", "strong", "people_in_water", "asset", "accent"];

const FRAGMENT = `
  float s = sin(turn), c = cos(turn), r = length(p);
  vec2 q = turn < 0. ? p : vec2(c * p.x + s * p.y, c * p.y - s * p.x);                 // bow up
  float hull = max(abs(q.x) * 2.2 + q.y * -.55, q.y - .75);
  bool inside = kind == 1 ? r < .95 && (r > .62 || r < .22 || (turn >= 0. && abs(q.x) < .12 && q.y < 0.))  // boat: ring, dot, course
    : kind == 2 ? min(abs(q.x), abs(q.y)) < .25                                        // beacon: a cross
    : turn < 0. ? abs(p.x) + abs(p.y) < .75 && abs(p.x) + abs(p.y) > .4                // course unknown: a hollow diamond
    : kind == 4 ? (abs(q.x) < .16 || (abs(q.y + .1) < .16 && r < .9))                  // aircraft: wings
    : hull < .55 && (kind == 3 || hull > .22);                                         // ship: a hollow hull; craft: filled
  if (!inside) discard;
  colour = vec4(colours[clamp(kind, 0, 4)], 1.);`;

/** @returns {any} a MapLibre custom layer with `show(tracks)` and `paint(colours)` */
export function trafficLayer() {
  const layer = pointsLayer("traffic-signs", FRAGMENT, 15);
  return {
    ...layer,
    /** @param {Iterable<import("../types.js").Track>} tracks */
    show: (tracks) => layer.show([...tracks].flatMap((k) => [k.lon, k.lat, numbered(k), turn(k)])),
    /** @param {import("../palette.js").Colours} c */
    paint: (c) => layer.paint(COLOURS.flatMap((name) => rgb(c[name]))),
  };
}

/** @param {import("../types.js").Track} track */
const numbered = (track) => Math.max(0, KINDS.indexOf(track.kind));

/** Its course as the shader takes it [rad], below 0 when it is unknown or what it stops for. @param {import("../types.js").Track} track */
const turn = (track) => (track.course === null ? -1 : (track.course * Math.PI) / 180);

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "traffic",
    type: "symbol",
    source,
    layout: {
      ...TEXT,
      "text-field": ["get", "label"],
      "text-size": 11,
      "text-optional": true,
      "text-variable-anchor": ["bottom", "top", "left", "right"],
      "text-radial-offset": 1,
      "text-justify": "auto",
    },
    paint: { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

/** Words of those that have some. @param {Iterable<import("../types.js").Track>} tracks */
export const data = (tracks) =>
  collection([...tracks].filter((k) => k.kind === "boat" || k.kind === "rescue_beacon").map((k) => point(k.lon, k.lat, { label: label(k) })));

/** @param {import("../types.js").Track} k */
const label = (k) =>
  `${k.exists === null ? word("sensed", k.kind) : percent(k.exists)}\n${clockTime(k.seen)}`;
