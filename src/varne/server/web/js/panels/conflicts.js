// @ts-check
/** Facts that contradict each other, side by side with their sources: kept, never averaged away. */
import { byId, h, refresh } from "../element.js";
import { whenAny } from "../signal.js";
import { picture } from "../state.js";
import { language, t, word } from "../words.js";

export function startConflicts() {
  whenAny([picture, language], () => {
    const conflicts = picture.get()?.conflicts ?? [];
    byId("conflicts-panel").hidden = conflicts.length === 0;
    byId("conflicts-count").textContent = String(conflicts.length);
    refresh(byId("conflicts"), [conflicts, language.get()], () => conflicts.map(conflict));
  });
}

/** @param {import("../types.js").Conflict} c */
const conflict = ({ subject, statements }) =>
  h(
    "article",
    {},
    h("h3", {}, word("subject", subject)),
    h(
      "ul",
      { class: "side-by-side" },
      statements.map(({ says, source, grade }) =>
        h(
          "li",
          {},
          h("span", {}, says),
          h("span", { class: "second" }, [source, grade && t("report.grade_short", { mark: grade })].filter(Boolean).join(" · ")),
        ),
      ),
    ),
  );
