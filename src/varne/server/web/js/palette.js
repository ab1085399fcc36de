// @ts-check
/** Day, dusk and night. The colours live in css/palette.css; the map reads the same variables, so both always agree. */
import { signal } from "./signal.js";

export const PALETTES = ["day", "dusk", "night"];
export const palette = signal("night");

/** @typedef {Record<string, string>} Colours the variables of css/palette.css without their dashes: sea, land, alarm ... */

const NAMES = [
  "sea", "land", "coast", "grid", "text", "dim", "strong", "halo", "alarm", "accent", "territorial", "srr", "contour",
  "depth", "lane", "current", "wind", "watch",
  "report", "asset", "underway", "engine_stopped", "taking_water", "swamped", "people_in_water", "landed", "closed",
  "unknown",
]; // prettier-ignore

/** @returns {Colours} the colours of the palette now in force */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((n) => [n, style.getPropertyValue(`--${n.replaceAll("_", "-")}`).trim()]));
}

/** @param {string} name */
export function setPalette(name) {
  const chosen = PALETTES.includes(name) ? name : "night";
  document.documentElement.dataset.palette = chosen;
  palette.set(chosen);
}

/** @param {string} colour `#rrggbb` @returns {[number, number, number]} each 0 to 1, for the graphics card */
export function rgb(colour) {
  const n = parseInt(colour.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}
