// @ts-check
/** "Same boat as ...": the probability, and each reason with the weight it carries, for and against. */
import { h } from "../element.js";
import { clockTime, decibans, percent } from "../format.js";
import { boatOf, reportOf } from "../state.js";
import { say, t, word } from "../words.js";

/** @param {string} id of a boat or a report @returns {string} */
function named(id) {
  const boat = boatOf(id);
  if (boat) return t("same.boat", { name: boat.name });
  const report = reportOf(id);
  if (!report) return id;
  return t("same.report", { time: clockTime(report.received), channel: word("channel", report.channel), id });
}

/** @param {import("../types.js").SameBoat} same */
export const sameBoat = ({ with: other, p, reasons }) =>
  h(
    "li",
    {},
    h("p", { class: "pair" }, h("strong", {}, percent(p)), " ", named(other)),
    h("table", { class: "reasons" }, h("tbody", {}, reasons.map(reason))),
  );

/** @param {import("../types.js").Reason} why */
const reason = ({ term, db, words }) =>
  h(
    "tr",
    { class: db < 0 ? "against" : "for" },
    h("th", { scope: "row" }, word("term", term)),
    h("td", { class: "number" }, decibans(db)),
    h("td", {}, say(words)),
  );
