// @ts-check
/** Which layers of the map are shown: chosen by a person, remembered on this screen. What this node does not have is never shown. */
import { remember, remembered } from "../address.js";
import { signal } from "../signal.js";

/** In the order of the panel. */
export const LAYERS = ["coast", "territorial", "srr", "marks", "stations", "traffic", "depth", "lanes", "current", "wind", "coverage"];

/** Where nobody has chosen. Traffic is: a boat that only radar sees must not be hidden by what a program thought best. */
const USUAL = ["coast", "territorial", "srr", "marks", "stations", "traffic"];

/** @type {import("../signal.js").Signal<ReadonlySet<string>>} ticked by a person */
export const ticked = signal(/** @type {any} */ (new Set((remembered("layers") ?? USUAL.join(" ")).split(" ").filter((name) => LAYERS.includes(name)))));

/** @type {import("../signal.js").Signal<Record<string, import("../types.js").Words>>} layers that this node does not have, each with the reason */
export const without = signal(/** @type {any} */ ({}));

/** @param {string} name @returns {boolean} whether it is drawn */
export const shows = (name) => ticked.get().has(name) && !(name in without.get());

/** @param {string} name @param {boolean} on */
export function tick(name, on) {
  const now = new Set(ticked.get());
  if (on) now.add(name);
  else now.delete(name);
  ticked.set(now);
  remember("layers", [...now].join(" "));
}
