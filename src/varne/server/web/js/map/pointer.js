// @ts-check
/** Where the pointer is, or the middle of the map when it is elsewhere: said in the corner, copied by the key C. */
import { copy } from "../copy.js";
import { byId } from "../element.js";
import { position } from "../format.js";
import { bare } from "../keys.js";
import { language, t } from "../words.js";

/** @param {any} map */
export function startPointer(map) {
  let pointed = false;
  let at = map.getCenter();
  const say = () => (byId("pointer").textContent = t(pointed ? "pointer.at" : "pointer.middle", { position: position(at.lng, at.lat) }));
  const look = (/** @type {{lng: number, lat: number}} */ where, /** @type {boolean} */ by) => {
    [at, pointed] = [where, by];
    say();
  };
  map.on("mousemove", (/** @type {any} */ e) => look(e.lngLat, true));
  map.on("mouseout", () => look(map.getCenter(), false));
  map.on("move", () => pointed || look(map.getCenter(), false));
  language.watch(say);
  document.addEventListener("keydown", (e) => e.key.toLowerCase() === "c" && bare(e) && copy(position(at.lng, at.lat)));
  say();
}
