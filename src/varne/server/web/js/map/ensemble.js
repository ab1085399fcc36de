// @ts-check
/** The possible states of the chosen boat as points. The shape of a point tells its state, the colour repeats it. */
import { rgb } from "../palette.js";
import { pointsLayer } from "./points.js";

/** The states as the server numbers them, by the name of their colour. */
const STATES = ["underway", "engine_stopped", "swamped", "people_in_water", "landed"];

const FRAGMENT = `
  vec2 q = abs(p); float r = length(p);
  bool inside = kind == 3 ? min(q.x, q.y) < .34                   // person in water: a cross
    : kind == 4 ? max(q.x, q.y) < .8                              // stranded: a square
    : kind == 2 ? r < 1. && r > .5                                // swamped: a ring
    : kind == 1 ? q.x + q.y < 1. : r < .8;                        // adrift: a diamond; underway: a dot
  if (!inside) discard;
  colour = vec4(colours[clamp(kind, 0, 4)], 1.) * .3;`;

/** @returns {any} a MapLibre custom layer with `show(triples)` and `paint(colours)` */
export function ensembleLayer() {
  const layer = pointsLayer("ensemble", FRAGMENT, 4);
  return {
    ...layer,
    /** @param {Float32Array} triples lon, lat, state of each point; empty draws nothing */
    show: (triples) => layer.show(triples, 3),
    /** @param {import("../palette.js").Colours} c */
    paint: (c) => layer.paint(STATES.flatMap((s) => rgb(c[s]))),
  };
}
