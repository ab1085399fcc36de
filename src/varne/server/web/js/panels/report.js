// @ts-check
/** One report as it was given: when, how, by whom, where, and how well its source is known. Its words stay in their language. */
import { h } from "../element.js";
import { clockTime, position, range } from "../format.js";
import { t, word } from "../words.js";

/** @param {import("../types.js").ReportRow} r */
export const reportCard = (r) =>
  h(
    "li",
    { class: "report" },
    h(
      "p",
      { class: "report-head" },
      h("strong", {}, clockTime(r.received)),
      ` ${word("channel", r.channel)} · ${word("source", r.source)} `,
      h("small", {}, r.id),
    ),
    r.observed && r.observed !== r.received && h("p", { class: "second" }, t("report.observed", { at: clockTime(r.observed) })),
    r.text && h("p", { class: "quote" }, r.text),
    h("p", {}, facts(r).join(" · ")),
    r.provenance && h("p", { class: "second" }, provenance(r.provenance)),
  );

/** @param {import("../types.js").ReportRow} r */
function facts(r) {
  const known = [word("condition", r.condition)];
  if (r.people) known.push(t("report.people", { range: range(r.people) }));
  if (r.recovered) known.push(t("report.recovered", { range: range(r.recovered) }));
  if (r.in_water) known.push(t("report.in_water", { range: range(r.in_water) }));
  if (r.lon !== null && r.lat !== null) known.push(`${position(r.lon, r.lat, 3)}${spread(r.ellipse_m)}`);
  else known.push(t("place.none"));
  if (r.position_text) known.push(`“${r.position_text}”`);
  return known;
}

/** @param {[number, number, number]|null} ellipse */
const spread = (ellipse) => (ellipse ? ` ± ${ellipse[0] < 1000 ? `${Math.round(ellipse[0])} m` : `${(ellipse[0] / 1852).toFixed(1)} NM`}` : "");

/** @param {import("../types.js").Provenance} p */
const provenance = ({ source, grade, basis }) =>
  [word("basis", basis), grade && t("report.grade", { mark: grade, meaning: word("grade", grade) }), source].filter(Boolean).join(" · ");
