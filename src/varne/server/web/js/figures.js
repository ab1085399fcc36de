// @ts-check
/** A headline checked on the page of figures: what is asked goes to the server, its sentences come back as text. */
import { h } from "./element.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("check")); // not there without figures
const answers = /** @type {HTMLElement} */ (document.getElementById("answers"));
const MARKS = { reproduces: "=", contradicts: "≠", cannot: "?" };

/** @param {string} name @returns {string} what is written in a field */
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;

/** @typedef {{claim: string, verdict: keyof typeof MARKS, word: string, why: string[], nearest_true: string|null, rule: string|null, source: string|null}} Finding */

/** @param {Finding} f */
function shown(f) {
  return h(
    "li",
    { class: f.verdict },
    h("strong", {}, `${MARKS[f.verdict]} ${f.word}`),
    h("span", {}, f.claim),
    f.nearest_true && h("p", {}, f.nearest_true),
    f.why.map((why) => h("p", { class: "why" }, why)),
    f.source && h("p", { class: "source" }, `${f.source}; ${f.rule}`),
  );
}

/** @param {Event} event */
async function check(event) {
  event.preventDefault();
  answers.setAttribute("aria-busy", "true");
  const page = new URLSearchParams(location.search);
  const asked = new URLSearchParams({ claim: field("claim"), language: document.documentElement.lang });
  if (field("said")) asked.set("said", field("said"));
  if (page.has("as_known")) asked.set("as_known", page.get("as_known") ?? "");
  try {
    const answer = await fetch(`./api/figures/check?${asked}`);
    const body = await answer.json();
    answers.replaceChildren(
      ...(answer.ok ? body.findings.map(shown) : [h("li", {}, `${body.problem.why}; ${body.problem.mend}`)]),
    );
  } catch (error) {
    answers.replaceChildren(h("li", {}, String(error)));
  }
  answers.removeAttribute("aria-busy");
}

form?.addEventListener("submit", check);
