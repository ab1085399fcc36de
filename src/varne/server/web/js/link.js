// @ts-check
/** The link to the other centre, always in the header: does it work, since when not, and what that means here. */
import { byId, h, refresh } from "./element.js";
import { age } from "./format.js";
import { signal, whenAny } from "./signal.js";
import { atOnce, politely } from "./spoken.js";
import { language, t, word } from "./words.js";

/** @typedef {{peer: string, state: "works"|"unheard"|"cut"|"none", answered_s: number|null, asked_s: number|null, why: string, skew_s: number|null}} Contact */

/** @type {import("./signal.js").Signal<{contacts: Contact[], came: number}>} as told, and when that came [ms of this page] */
const told = signal({ contacts: /** @type {Contact[]} */ ([]), came: 0 });

const SIGNS = { works: "⇄", unheard: "⇠", cut: "✕", none: "✕" }; // a shape for each state: never only a colour

/** @param {EventSource} stream */
export function followLink(stream) {
  stream.addEventListener("link", (e) => told.set({ contacts: JSON.parse(e.data), came: performance.now() }));
  whenAny([told, language], draw);
  setInterval(draw, 1000);
  let before = "";
  told.watch(({ contacts }) => {
    const broken = contacts.filter((c) => c.state !== "works");
    const now = contacts.map((c) => c.state).join();
    if (now !== before && (before || broken.length)) (broken.length ? atOnce : politely)(contacts.map(words).join(". "));
    before = now;
  });
}

function draw() {
  const { contacts } = told.get();
  byId("link").hidden = contacts.length === 0;
  refresh(byId("link"), contacts.map((c) => [c.state, words(c)]), () =>
    contacts.map((c) => h("p", { class: c.state === "works" ? "works" : "broken", "data-state": c.state }, h("span", { "aria-hidden": "true" }, SIGNS[c.state]), " ", words(c))),
  );
}

/** @param {Contact} c */
function words(c) {
  const peer = word("centre", c.peer);
  const since = (performance.now() - told.get().came) / 1000;
  const ago = (/** @type {number|null} */ s) => (s === null ? t("unknown") : age(s + since));
  const said = t(`link.${c.state}`, { peer, answered: ago(c.answered_s), asked: c.asked_s === null ? t("link.never") : ago(c.asked_s) });
  const skew = c.skew_s !== null && t("link.skew", { peer, seconds: Math.round(c.skew_s) });
  return [said, c.why && t("link.why", { why: c.why }), skew].filter(Boolean).join(" ");
}
