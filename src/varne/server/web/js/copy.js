// @ts-check
/** Positions that can be copied: the words as they stand, and a button beside them. */
import { byId, h } from "./element.js";
import { position } from "./format.js";
import { shapeElement } from "./map/symbols.js";
import { politely } from "./spoken.js";
import { t } from "./words.js";

/**
 * A position in degrees and decimal minutes, with a button that copies it.
 *
 * @param {number} lon @param {number} lat @param {number} [decimals] of the minutes
 */
export function copyable(lon, lat, decimals = 2) {
  const said = position(lon, lat, decimals);
  return h("span", { class: "copyable number" }, said, copyButton(said));
}

/** @param {string} said */
export const copyButton = (said) =>
  h("button", { class: "copy", type: "button", "aria-label": t("copy.position", { position: said }), title: t("copy.it"), onclick: () => copy(said) }, shapeElement(TWO_SHEETS, "copy"));

const TWO_SHEETS = { line: "M9 9 H22 V22 H9 Z M4 16 V3 H17" };

/** Into the clipboard, and said; what a browser refuses is said too. @param {string} text */
export async function copy(text) {
  const done = await put(text);
  const said = t(done ? "copy.done" : "copy.refused", { text });
  politely(said);
  byId("copied").textContent = said;
  byId("copied").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (byId("copied").hidden = true), SHOWN_MS);
}

const SHOWN_MS = 4000;
let fading = 0;

/** @param {string} text @returns {Promise<boolean>} */
async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or a page that came without TLS: the words stand there to be marked by hand
  }
}
