// @ts-check
/** One report as it was given: when, how, by whom, where, and how well its source is known. Its words stay in their language. */
import { act } from "../decide.js";
import { callingBack } from "../door/callback.js";
import { copyable } from "../copy.js";
import { h } from "../element.js";
import { clockTime, percent, range } from "../format.js";
import { named } from "../names.js";
import { boatOf, nameOf } from "../state.js";
import { belonging, splitting } from "../verdicts.js";
import { say, t, word } from "../words.js";
import { reasonGroups } from "./reasons.js";

/** @typedef {import("../types.js").Boat} Boat @typedef {import("../types.js").Member} Member */

/** @param {import("../types.js").ReportRow} r @param {Boat} boat that holds it */
export function reportCard(r, boat) {
  const member = boat.members?.find((m) => m.report === r.id);
  return h(
    "li",
    { class: "report" },
    h(
      "p",
      { class: "report-head" },
      h("strong", {}, clockTime(r.observed ?? r.received)),
      ` ${word("channel", r.channel)} · ${word("source", r.source)} `,
      h("small", {}, r.id),
      member && h("span", { class: "belongs" }, percent(member.p)),
    ),
    r.observed && r.observed !== r.received && h("p", { class: "second" }, t("report.received", { at: clockTime(r.received) })),
    r.text && h("p", { class: "quote" }, r.text),
    h("p", {}, facts(r).flatMap((one, k) => (k ? [" · ", one] : [one]))),
    (r.remarks ?? []).map((w) => h("p", { class: "warn doubt" }, say(w))),
    r.provenance && h("p", { class: "second" }, provenance(r.provenance)),
    member && membership(member, boat, !r.boat),
    boat.reports.length > 1 && h("p", { class: "acts" }, act("act.split", named(r.id), () => splitting(r.id, boat))),
    r.caller && h("p", { class: "acts" }, act("act.call_back", named(r.id), () => callingBack(r.id))),
  );
}

/** @param {Member} member @param {Boat} boat @param {boolean} free in no recorded boat */
const membership = ({ report, p, reasons, elsewhere }, boat, free) =>
  h(
    "details",
    { class: "membership", "data-keep": `why-${report}` },
    h("summary", {}, t("member.why", { share: percent(p), weight: boat.name })),
    reasonGroups(reasons),
    elsewhere.length > 0 && h("h4", {}, t("member.elsewhere")),
    h("ul", { class: "plain" }, elsewhere.map((place) => elsewhereRow(report, place, free))),
  );

/** @param {string} report @param {{boat: string|null, p: number}} place @param {boolean} free */
function elsewhereRow(report, { boat, p }, free) {
  const other = boatOf(boat);
  return h(
    "li",
    { class: "elsewhere" },
    h("strong", {}, percent(p)),
    ` ${boat ? t("same.boat", { name: nameOf(boat) }) : t("member.own")} `,
    other && act("act.move", t("same.boat", { name: other.name }), () => belonging([report], other, free, p)),
  );
}

/** @param {import("../types.js").ReportRow} r */
function facts(r) {
  /** @type {(string|Node)[]} */
  const known = [word("condition", r.condition)];
  if (r.people) known.push(t("report.people", { range: range(r.people) }));
  if (r.recovered) known.push(t("report.recovered", { range: range(r.recovered) }));
  if (r.in_water) known.push(t("report.in_water", { range: range(r.in_water) }));
  if (r.lon !== null && r.lat !== null) known.push(h("span", {}, copyable(r.lon, r.lat, 3), spread(r.ellipse_m)));
  else known.push(t("place.none"));
  if (r.position_text) known.push(`“${r.position_text}”`);
  return known;
}

/** @param {[number, number, number]|null} ellipse */
const spread = (ellipse) => (ellipse ? ` ± ${ellipse[0] < 1000 ? `${Math.round(ellipse[0])} m` : `${(ellipse[0] / 1852).toFixed(1)} NM`}` : "");

/** @param {import("../types.js").Provenance} p */
const provenance = ({ source, grade, basis }) =>
  [word("basis", basis), grade && t("report.grade", { mark: grade, meaning: word("grade", grade) }), source].filter(Boolean).join(" · ");
