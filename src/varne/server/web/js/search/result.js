// @ts-check
/** What a plan is worth, in words and figures: never one number where a range is known, and never a word about stopping. */
import { copyButton } from "../copy.js";
import { h } from "../element.js";
import { minuteTime as minute, percent, position, range } from "../format.js";
import { boatOf } from "../state.js";
import { decimal, say, t, word } from "../words.js";

/** @typedef {import("../types.js").SearchPlan} SearchPlan */

const NM = 1852;

/** @param {SearchPlan} doc */
export const quickWords = (doc) =>
  doc.quick &&
  h(
    "p",
    { class: "quick" },
    h("strong", {}, t("search.at_once")),
    ` ${t(`search.quick.${doc.quick.pattern}`, { asset: doc.quick.name, at: minute(doc.quick.arrives), place: position(doc.quick.lon, doc.quick.lat, 1), spacing: miles(doc.quick.spacing_m), share: percent(doc.quick.pos) })}`,
    copyButton(position(doc.quick.lon, doc.quick.lat)),
  );

/** @param {number} metres */
const miles = (metres) => decimal(metres / NM, 2);

/** @param {SearchPlan} doc @param {string} boat */
export function figures(doc, boat) {
  if (doc.pos_fresh === null || doc.bound === null) return [];
  const three = doc.alive_range;
  const people = boatOf(boat)?.unaccounted ?? null;
  return [
    h(
      "dl",
      { class: "worth" },
      fact("search.pos", percent(doc.pos_fresh), t("search.pos_note")),
      doc.flown && fact("search.tracks_find", percent(doc.flown.mean), t("search.range", { low: percent(doc.flown.low), high: percent(doc.flown.high) })),
      three && fact("search.alive", percent(three.likely), t("search.by_survival", { low: percent(three.low), high: percent(three.high) })),
      three && people && fact("search.people_found", `${decimal(people.min * three.low, 1)} – ${decimal(people.max * three.high, 1)}`, t("search.expected", { people: range(people) })),
      fact("search.bound", percent(doc.bound), t(`search.bound_note.${doc.objective}`, { cell: miles(doc.bound_cell_m ?? 0) })),
      doc.gap !== null && fact("search.gap", `${decimal(100 * doc.gap, 1)} %`, t("search.gap_note")),
      doc.searched && fact("search.before", percent(doc.searched.cumulative[doc.searched.cumulative.length - 1] ?? 0), t("search.range", { low: percent(doc.searched.low), high: percent(doc.searched.high) })),
    ),
    doc.survival.length > 0 && curves(doc.survival),
    doc.marginal.length > 0 && h("h4", {}, t("search.hour")),
    doc.marginal.length > 0 && h("ul", { class: "plain" }, doc.marginal.map((m) => h("li", {}, h("span", { class: "number" }, `+${decimal(100 * m.value, 1)}`), " ", t("search.hour_of", { asset: m.name, at: minute(m.begin) })))),
  ];
}

/** @param {string} key @param {string} value @param {string|null|false} [more] */
const fact = (key, value, more) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, value, more && h("span", { class: "second" }, more)));

/** @param {SearchPlan} doc what could not be done as asked, by asset */
export const problems = (doc) =>
  doc.problems.length > 0 && h("ul", { class: "plain problems" }, doc.problems.map((p) => h("li", { class: "warn doubt" }, p.said ? say(p.said) : p.text)));

/** @param {SearchPlan} doc who does what, in order of time */
export const orders = (doc) =>
  h(
    "ul",
    { class: "plain orders" },
    doc.assets.map((a) =>
      h(
        "li",
        {},
        h("strong", {}, a.name),
        ` ${t("search.adds", { share: percent(a.pos) })}`,
        h("ol", {}, a.areas.map((area) => h("li", {}, t("search.area", { begin: minute(area.begin), end: minute(area.end), pattern: word("pattern", area.pattern), long: miles(area.length_m), wide: miles(area.width_m), heading: String(Math.round(area.heading)).padStart(3, "0"), spacing: miles(area.spacing_m), place: position(area.lon, area.lat, 1) }), copyButton(position(area.lon, area.lat))))),
      ),
    ),
  );

/** @param {SearchPlan} doc everything that was taken for granted */
export const assumed = (doc) =>
  h("details", { "data-keep": "search-assumed" }, h("summary", {}, t("search.assumed", { count: doc.assumed.length })), h("ul", { class: "plain" }, doc.assumed.map((w) => h("li", {}, say(w)))), h("p", { class: "second" }, t("search.made", { states: doc.states, rounds: doc.rounds, seed: doc.seed, version: doc.version })));

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, EDGE] = [320, 96, 26];

/** @param {{at: string, low: number, likely: number, high: number}[]} rows three curves: how many of the people live, found or not */
function curves(rows) {
  const [first, last] = [Date.parse(rows[0].at), Date.parse(rows[rows.length - 1].at)];
  const x = (/** @type {string} */ at) => EDGE + ((WIDE - EDGE - 8) * (Date.parse(at) - first)) / Math.max(1, last - first);
  const y = (/** @type {number} */ share) => 6 + (HIGH - 22) * (1 - share);
  const svg = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "survival", role: "img", "aria-label": t("search.survival") });
  for (const share of [0, 0.5, 1]) {
    svg.append(shape("line", { x1: EDGE, x2: WIDE - 8, y1: y(share), y2: y(share), class: "axis" }), label(EDGE - 3, y(share) + 3, `${100 * share}`, "end"));
  }
  for (const curve of /** @type {("low"|"likely"|"high")[]} */ (["low", "likely", "high"]))
    svg.append(shape("polyline", { points: rows.map((r) => `${x(r.at)},${y(r[curve])}`).join(" "), class: `curve ${curve}` }));
  for (const r of [rows[0], rows[rows.length - 1]]) svg.append(label(x(r.at), HIGH - 3, minute(r.at), r === rows[0] ? "start" : "end"));
  const end = rows[rows.length - 1];
  return h("figure", {}, h("figcaption", {}, t("search.survival")), /** @type {any} */ (svg), h("p", { class: "second" }, t("search.survival_end", { at: minute(end.at), low: percent(end.low), likely: percent(end.likely), high: percent(end.high) })));
}

/** @param {string} name @param {Record<string, unknown>} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** @param {number} x @param {number} y @param {string} words @param {string} anchor */
function label(x, y, words, anchor) {
  const element = shape("text", { x, y, "text-anchor": anchor });
  element.textContent = words;
  return element;
}
