// @ts-check
/** What part of the sea the map shows. Layers ask for that part, and the panel speaks of its middle. */
import { signal } from "../signal.js";

/** @typedef {{box: [number, number, number, number], zoom: number, middle: [number, number]}} View box: west, south, east, north [deg] */

/** @type {import("../signal.js").Signal<View|null>} null as long as there is no map */
export const view = signal(/** @type {any} */ (null));

const EARTH = 40075016.686; // equator [m]
const TILE = 512; // pixels of the whole world at zoom 0
const SPACINGS = [250, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12000, 16000]; // between two arrows [m]
const APART = 56; // pixels

/** @param {View} v how far apart arrows stand, so that they neither touch nor thin out [m] */
export function spacing({ zoom, middle }) {
  const pixel = (EARTH * Math.cos((middle[1] * Math.PI) / 180)) / (TILE * 2 ** zoom);
  return SPACINGS.find((metres) => metres >= APART * pixel) ?? SPACINGS[SPACINGS.length - 1];
}

/** @param {View} v west,south,east,north as a query has it, to about 100 m */
export const boxOf = ({ box: [west, south, east, north] }) => [down(west), down(south), up(east), up(north)].join(",");

/** @param {number} degrees */
const down = (degrees) => Math.floor(degrees * 1000) / 1000;

/** @param {number} degrees */
const up = (degrees) => Math.ceil(degrees * 1000) / 1000;
