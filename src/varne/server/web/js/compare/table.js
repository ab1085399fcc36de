// @ts-check
/** The same boat in two moments, fact by fact: both values side by side, what differs marked by a sign and a word. */
import { h } from "../element.js";
import { age, clockTime, percent, position, range } from "../format.js";
import { named } from "../names.js";
import { handoverWords, held } from "../panels/handover.js";
import { t, word } from "../words.js";

/** @typedef {import("../types.js").Boat} Boat @typedef {import("../types.js").Comparison} Comparison */

/** Facets as the server names them, with the word of the row and how a value is written. @type {[string, string, (boat: Boat) => string][]} */
const FACTS = [
  ["status", "compare.status", (b) => word("standing", b.status === "closed" ? "closed" : b.recorded ? "recorded" : "proposed")],
  ["condition", "detail.condition", (b) => word("condition", b.condition)],
  ["position", "compare.place", placed],
  ["side", "compare.side", (b) => (b.side ? word("waters", b.side) : t("unknown"))],
  ["last", "detail.last", (b) => (b.last_report_at ? `${clockTime(b.last_report_at)} · ${age(b.age_s)}` : t("unknown"))],
  ["people", "detail.people", (b) => range(b.people)],
  ["unaccounted", "detail.unaccounted", (b) => range(b.unaccounted)],
  ["holders", "detail.holders", (b) => held(b.holders)],
  ["handover", "compare.handover", (b) => handoverWords(b.handover)],
  ["together", "detail.one", (b) => (b.p == null ? t("unknown") : percent(b.p))],
  ["same_boat", "detail.same", (b) => b.same_boat.map((s) => `${named(s.with)} ${percent(s.p)}`).join("; ") || "–"],
  ["reports", "detail.reports", (b) => b.reports.map(named).join("; ") || "–"],
];

/** @param {Boat} b */
function placed(b) {
  if (b.lon === null || b.lat === null) return t("place.none");
  const paths = b.forecast?.paths ? ` · ${t("compare.paths", { paths: b.forecast.paths })}` : "";
  return `${position(b.lon, b.lat)} · ${word("place", b.place)}${paths}`;
}

const ALONE = ["status", "condition", "position", "unaccounted", "holders"]; // what is told of a boat that is in one of the two only

/** The body of the table for each boat that has anything to show. @param {Comparison} told @param {boolean} all also what does not differ */
export const bodies = (told, all) =>
  told.boats
    .map((row) => ofBoat(row, of(told.first.boats, row.first), of(told.second.boats, row.second), all))
    .filter((rows) => rows.length > 0)
    .map((rows) => h("tbody", {}, rows));

/** @param {Boat[]} boats @param {string|null} id */
const of = (boats, id) => boats.find((b) => b.id === id);

/** @param {Comparison["boats"][number]} row @param {Boat|undefined} a @param {Boat|undefined} b @param {boolean} all */
function ofBoat(row, a, b, all) {
  const told = row.differs.includes("there") ? ALONE : row.differs;
  const facts = FACTS.filter(([facet]) => all || told.includes(facet));
  return facts.map(([facet, key, write], i) => {
    const differs = told.includes(facet);
    return h(
      "tr",
      { class: differs ? "differs" : "", "data-boat": row.second ?? row.first, "data-facet": facet },
      i === 0 && h("th", { scope: "rowgroup", rowspan: facts.length }, row.name),
      h("th", { scope: "row" }, t(key), differs && h("span", { class: "differs-mark" }, ` ≠ ${t("compare.other")}`)),
      h("td", {}, a ? write(a) : t("compare.not_there")),
      h("td", {}, b ? write(b) : t("compare.not_there")),
    );
  });
}
