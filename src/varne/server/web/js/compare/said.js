// @ts-check
/** What differs between two moments, in sentences: boat by boat, then the night; and what the comparison holds. */
import { h } from "../element.js";
import { clockTime, day } from "../format.js";
import { named } from "../names.js";
import { selected } from "../state.js";
import { say, t } from "../words.js";

/** @typedef {import("../types.js").Comparison} Comparison @typedef {import("../types.js").Picture} Picture @typedef {import("../types.js").Words} Words */

const NAMES = ["reports", "other"]; // arguments that hold ids of boats and reports

/** A sentence of the server with the names that people know. @param {Words} words */
function sentence(words) {
  const args = { ...words.args };
  for (const key of NAMES) if (args[key]) args[key] = String(args[key]).split(", ").map(named).join(", ");
  return say({ ...words, args });
}

/** @param {Words[]} words */
const list = (words) => h("ul", {}, words.map((w) => h("li", {}, sentence(w))));

/** @param {Comparison} told */
export function differences(told) {
  const boats = told.boats.filter((row) => row.words.length);
  return [
    ...told.night.length ? [h("h3", {}, t("compare.night")), list(told.night)] : [],
    ...boats.flatMap((row) => [h("h3", {}, h("button", { class: "link", onclick: () => selected.set(row.second ?? row.first) }, row.name)), list(row.words)]),
    ...alarms("compare.alarms_first", told.alarms_first),
    ...alarms("compare.alarms_second", told.alarms_second),
  ];
}

/** @param {string} key @param {Words[]} words */
const alarms = (key, words) => (words.length ? [h("h3", {}, t(key)), list(words)] : []);

/** @param {Comparison} told one sentence to hear first */
export function summary(told) {
  const boats = told.boats.filter((row) => row.words.length).length;
  const more = told.night.length + told.alarms_first.length + told.alarms_second.length;
  if (boats + more === 0) return t("compare.nothing");
  return t("compare.summary", { differ: boats, all: told.boats.length, more });
}

/** @param {Picture} picture in full: the moment, and by when it is known */
export function moment(picture) {
  const args = { day: day(picture.at), at: clockTime(picture.at), log: picture.log_position };
  if (picture.known === picture.at) return t("compare.as_known_then", args);
  return t("compare.as_known_by", { ...args, known_day: day(picture.known), known: clockTime(picture.known) });
}

/** What each of them is made of, in plain words. @param {Comparison} told */
export function scope({ first, second }) {
  const hindsight = [first, second].some((p) => p.known !== p.at);
  const plain = [first, second].some((p) => p.known === p.at);
  const keys = [...(plain ? ["compare.scope.then"] : []), ...(hindsight ? ["compare.scope.acts", "compare.scope.belief", "compare.scope.coarse", "compare.scope.later", "compare.scope.alarms"] : []), "compare.scope.small"];
  return keys.map((key) => h("li", {}, t(key)));
}
