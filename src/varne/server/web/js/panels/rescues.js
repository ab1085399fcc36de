// @ts-check
/** "Is the boat just rescued one of ours?": candidates with what speaks against each. Varne proposes; nothing closes by itself. */
import { byId, h, refresh } from "../element.js";
import { clockTime, percent } from "../format.js";
import { whenAny } from "../signal.js";
import { nameOf, picture, reportOf, selected } from "../state.js";
import { language, say, t } from "../words.js";

export function startRescues() {
  whenAny([picture, language], () => {
    const now = picture.get();
    const rescues = now?.rescues ?? [];
    byId("rescues-panel").hidden = rescues.length === 0;
    byId("rescues-count").textContent = String(rescues.length);
    refresh(byId("rescues"), [rescues, rescues.map((r) => r.candidates.map((c) => nameOf(c.boat))), language.get()], () => [
      h("p", { class: "second" }, t("rescues.rule")),
      ...[...rescues].reverse().map(rescue),
    ]);
  });
}

/** @param {import("../types.js").Rescue} r */
function rescue(r) {
  const report = reportOf(r.report);
  return h(
    "article",
    {},
    h("h3", {}, report ? `${clockTime(report.received)} ${report.text}` : r.report),
    h(
      "ul",
      { class: "plain" },
      [...r.candidates].sort((a, b) => b.p - a.p).map(candidate),
      h("li", {}, h("strong", {}, percent(r.none_of_ours)), " ", t("rescues.none_of_ours")),
    ),
  );
}

/** @param {import("../types.js").Candidate} c */
const candidate = ({ boat, p, proposed, conflicts }) =>
  h(
    "li",
    {},
    h("strong", {}, percent(p)),
    " ",
    h("button", { class: "link", onclick: () => selected.set(boat) }, nameOf(boat)),
    proposed && h("span", { class: "second" }, ` ${t("rescues.proposed")}`),
    conflicts.length > 0 && h("ul", { class: "against-list" }, conflicts.map((c) => h("li", {}, say(c)))),
  );
