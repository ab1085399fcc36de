// @ts-check
/** Where the pointer is, or the middle of the map when it is elsewhere: said in the corner, copied by the key C. */
import { copy } from "../copy.js";
import { byId } from "../element.js";
import { position } from "../format.js";
import { bare } from "../keys.js";
import { language, t } from "../words.js";

/** @param {any} map */
export function startPointer(map) {
  /** @type {any} */
  let pixel = null; // of the map, where the pointer is: what lies under it changes with the map too
  const at = () => (({ lng, lat }) => position(lng, lat))(pixel ? map.unproject(pixel) : map.getCenter());
  const say = () => (byId("pointer").textContent = t(pixel ? "pointer.at" : "pointer.middle", { position: at() }));
  const look = (/** @type {any} */ where) => {
    pixel = where;
    say();
  };
  map.on("mousemove", (/** @type {any} */ e) => look(e.point));
  map.on("mouseout", () => look(null));
  map.on("move", say);
  language.watch(say);
  document.addEventListener("keydown", (e) => e.key.toLowerCase() === "c" && bare(e) && copy(at()));
  say();
}
