// @ts-check
/** What officers decided about reports and may take back: who, why, what Varne gave then, and what speaks against it now. */
import { act, refusal } from "../decide.js";
import { playing } from "../clock.js";
import { byId, h, refresh } from "../element.js";
import { clockTime, percent } from "../format.js";
import { named } from "../names.js";
import { whenAny } from "../signal.js";
import { nameOf, night, picture } from "../state.js";
import { withdrawing } from "../verdicts.js";
import { language, say, t, word } from "../words.js";

/** @typedef {import("../types.js").Decision} Decision */

export function startDecisions() {
  whenAny([picture, language, night, playing], () => {
    const decisions = picture.get()?.decisions ?? [];
    const remarks = picture.get()?.remarks ?? [];
    byId("decisions-panel").hidden = decisions.length + remarks.length === 0;
    byId("decisions-count").textContent = String(decisions.length);
    refresh(byId("decisions"), [decisions, remarks, language.get(), night.get()?.mode, playing.get()], () => [
      ...remarks.map((w) => h("li", { class: "warn doubt" }, say(w))),
      decisions.length > 0 && h("li", {}, refusal()),
      ...[...decisions].reverse().map(decisionRow),
    ]);
  });
}

/** @param {Decision} d @returns {string} what was decided, in one line */
const inWords = (d) =>
  d.boat
    ? t(`decision.${d.kind}`, { reports: d.one.map(named), name: nameOf(d.boat) })
    : t(`decision.${d.kind}`, { one: d.one.map(named), other: d.other.map(named) });

/** @param {Decision} d */
export const decisionRow = (d) =>
  h(
    "li",
    { class: "decision" },
    h("p", {}, h("strong", {}, clockTime(d.at)), ` ${inWords(d)}`),
    h("p", { class: "second" }, [word("centre", d.centre), word("role", d.role), d.reason, d.p !== null && t("decision.p", { share: percent(d.p) })].filter(Boolean).join(" · ")),
    d.conflicts.map((w) => h("p", { class: "warn doubt" }, say(w))),
    h("p", { class: "acts" }, act("act.withdraw", inWords(d), () => withdrawing(d.id, inWords(d)))),
  );
