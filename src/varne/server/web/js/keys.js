// @ts-check
/** Single letters as keys of the page: only where nobody types and no window is open, and not where somebody switched them off
 * (WCAG 2.1.4: who speaks to the machine, or brushes a key, must not decide anything by it). */
import { remember, remembered } from "./address.js";
import { byId } from "./element.js";

let letters = remembered("keys") !== "off";

/** @param {KeyboardEvent} event @returns {boolean} whether its key belongs to the page */
export const bare = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && letters && !writing(event.target);

/** @param {EventTarget|null} where keys belong to a field or an open window @returns {boolean} */
const writing = (where) => (where instanceof Element && where.closest("input:not([type=range]):not([type=checkbox]), select, textarea") !== null) || document.querySelector("dialog[open]") !== null;

export function startKeys() {
  const box = byId("letter-keys");
  box.checked = letters;
  box.onchange = () => {
    letters = box.checked; // also where this screen may remember nothing
    remember("keys", letters ? "on" : "off");
  };
}
