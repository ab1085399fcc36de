// @ts-check
/** Links to what prints: the SITREP of a boat and the sheet of a change of watch, as of the moment that is shown. */
import { byId, h } from "./element.js";
import { whenAny } from "./signal.js";
import { following, picture } from "./state.js";
import { language, t } from "./words.js";

export function startPapers() {
  whenAny([language], () => byId("papers").replaceChildren(paperLink("watch", t("watch.link")), " ", h("a", { href: "./lists.html" }, t("lists.link"))));
}

/**
 * A link whose address is made when it is followed: the moment moves on while the link stands.
 *
 * @param {string} path @param {string} words
 */
export const paperLink = (path, words) =>
  h("a", { class: "paper", href: address(path), target: "_blank", rel: "noopener", onclick: (/** @type {MouseEvent} */ e) => follow(e, path) }, words);

/** @param {MouseEvent} event @param {string} path */
function follow(event, path) {
  /** @type {HTMLAnchorElement} */ (event.currentTarget).href = address(path);
}

/** @param {string} path */
function address(path) {
  const asked = new URLSearchParams({ language: language.get() });
  const at = picture.get()?.at;
  if (at && !following()) asked.set("at", at);
  return `./${path}?${asked}`;
}
