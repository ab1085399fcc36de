// @ts-check
/** Why: reasons in three groups, for, against and those that say little; each with its weight in words and in decibans. */
import { h } from "../element.js";
import { decibans } from "../format.js";
import { say, t, word } from "../words.js";

/** @typedef {import("../types.js").Reason} Reason */

const LITTLE = 1; // below this a reason speaks neither for nor against [decibans]
const SCALE = /** @type {[number, string][]} */ ([[20, "very_strong"], [15, "strong"], [10, "moderate"], [5, "weak"], [LITTLE, "slight"], [0, "little"]]);

/** @param {number} db @returns {string} on the verbal scale of research/fusion.md 4.7 */
export const scale = (db) => t(`scale.${(SCALE.find(([from]) => Math.abs(db) >= from) ?? SCALE[5])[1]}`);

/** @param {Reason[]} reasons @returns {HTMLElement} */
export function reasonGroups(reasons) {
  const groups = /** @type {[string, Reason[]][]} */ ([
    ["for", reasons.filter((r) => r.db >= LITTLE)],
    ["against", reasons.filter((r) => r.db <= -LITTLE)],
    ["little", reasons.filter((r) => Math.abs(r.db) < LITTLE)],
  ]);
  const sum = reasons.reduce((all, r) => all + r.db, 0);
  return h(
    "div",
    { class: "reason-groups" },
    groups.filter(([, found]) => found.length).map(([side, found]) =>
      h("div", { class: side }, h("h4", {}, t(`reasons.${side}`)), h("ul", { class: "plain" }, [...found].sort((a, b) => Math.abs(b.db) - Math.abs(a.db)).map(row))),
    ),
    reasons.length > 1 && h("p", { class: "second sum" }, t("reasons.sum", { db: decibans(sum) })),
  );
}

/** @param {Reason} reason */
const row = ({ term, db, words }) =>
  h(
    "li",
    {},
    h("span", { class: "number" }, Math.abs(db) < 0.05 ? "" : decibans(db)),
    h("span", {}, say(words), h("span", { class: "second" }, `${word("term", term)}${Math.abs(db) < LITTLE ? "" : ` · ${scale(db)}`}`)),
  );
