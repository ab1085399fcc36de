// @ts-check
/** "Is the boat just rescued one of ours?": candidates with what speaks against each. Varne proposes; nothing closes by itself. */
import { playing } from "../clock.js";
import { act, refusal, whyNot } from "../decide.js";
import { byId, h, refresh } from "../element.js";
import { clockTime, percent, range } from "../format.js";
import { whenAny } from "../signal.js";
import { boatOf, nameOf, night, picture, reportOf, selected } from "../state.js";
import { judged } from "../verdicts.js";
import { language, say, t } from "../words.js";
import { reasonGroups } from "./reasons.js";

const SMALL = 0.01; // candidates below this stand together under one line

export function startRescues() {
  whenAny([picture, language, night, playing], () => {
    const now = picture.get();
    const rescues = now?.rescues ?? [];
    byId("rescues-panel").hidden = rescues.length === 0;
    byId("rescues-count").textContent = String(rescues.length);
    refresh(byId("rescues"), [rescues, now?.boats.map((b) => b.name), language.get(), whyNot()], () => [
      h("p", { class: "second" }, t("rescues.rule")),
      refusal(),
      ...[...rescues].reverse().map(rescue),
    ]);
  });
}

/** @param {import("../types.js").Rescue} r */
function rescue(r) {
  const report = reportOf(r.report);
  const candidates = [...r.candidates].sort((a, b) => b.p - a.p);
  const small = candidates.filter((c) => c.p < SMALL && candidates.indexOf(c) > 1);
  return h(
    "article",
    {},
    h("h3", {}, report ? `${clockTime(report.observed ?? report.received)} ${report.text}` : r.report),
    report?.recovered && h("p", { class: "second" }, t("report.recovered", { range: range(report.recovered) })),
    h(
      "ul",
      { class: "plain" },
      candidates.filter((c) => !small.includes(c)).map((c) => candidate(c, r)),
      h("li", { class: "candidate none" }, h("strong", {}, percent(r.none_of_ours)), " ", t("rescues.none_of_ours")),
    ),
    small.length > 0 &&
      h(
        "details",
        { "data-keep": `small-${r.report}` },
        h("summary", {}, t("rescues.small", { boats: small.length })),
        h("ul", { class: "plain" }, small.map((c) => candidate(c, r))),
      ),
    r.propose_at !== undefined && h("p", { class: "second" }, t("rescues.threshold", { share: percent(r.propose_at) })),
    r.closed_before && r.closed_before.length > 0 && h("p", { class: "second" }, t("rescues.closed_before", { names: r.closed_before.map(nameOf) })),
  );
}

/** @param {import("../types.js").Candidate} c @param {import("../types.js").Rescue} r */
const candidate = ({ boat, p, proposed, left, conflicts, reasons = [] }, r) =>
  h(
    "li",
    { class: "candidate" },
    h("strong", {}, percent(p)),
    " ",
    h("button", { class: "link", onclick: () => selected.set(boat) }, nameOf(boat)),
    proposed && h("span", { class: "proposed" }, t("rescues.proposed")),
    left && left.max > 0 && h("p", {}, t("rescues.left", { range: range(left) })),
    conflicts.length > 0 && h("ul", { class: "against-list" }, conflicts.map((c) => h("li", {}, say(c)))),
    reasons.length > 0 && h("details", { "data-keep": `rescue-${r.report}-${boat}` }, h("summary", {}, t("reasons.why")), reasonGroups(reasons)),
    h(
      "p",
      { class: "acts" },
      act("act.this_boat", nameOf(boat), () => judged("same", [r.report], boatOf(boat)?.reports ?? [], p)),
      act("act.not_this_boat", nameOf(boat), () => judged("different", [r.report], boatOf(boat)?.reports ?? [], p)),
    ),
  );
