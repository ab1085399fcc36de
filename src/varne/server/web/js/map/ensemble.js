// @ts-check
/** The possible states of the chosen boat as points. The shape of a point tells its state, the colour repeats it. */
import { newest } from "../newest.js";
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

/** @param {string} query @returns {Promise<Float32Array>} lon, lat, state of each point */
async function asked(query) {
  const answer = await fetch(`/api/ensemble?${query}`);
  return new Float32Array(answer.ok ? await answer.arrayBuffer() : []); // refused: this boat has none at that moment
}

/** @returns {any} a MapLibre custom layer with `show(triples)`, `want(boat, moment)` and `paint(colours)` */
export function ensembleLayer() {
  const layer = pointsLayer("ensemble", FRAGMENT, 4);
  let wanted = "";
  let of = "";
  const ask = newest(asked, (triples, query) => query === wanted && layer.show(triples, 3), () => {}); // what else is asked tells that the server is silent
  return {
    ...layer,
    /** What is at hand; an answer that is still on its way comes to nothing. @param {Float32Array} triples lon, lat, state of each point; empty draws nothing */
    show(triples) {
      [wanted, of] = ["", ""];
      layer.show(triples, 3);
    },
    /** Ask the server; until it answers, the points of before stay, but never those of another boat. @param {string} boat @param {Record<string, string>} moment as the request names it; empty: now */
    want(boat, moment) {
      if (boat !== of) layer.show([], 3);
      [wanted, of] = [new URLSearchParams({ boat, ...moment }).toString(), boat];
      ask(wanted);
    },
    /** @param {import("../palette.js").Colours} c */
    paint: (c) => layer.paint(STATES.flatMap((s) => rgb(c[s]))),
  };
}
