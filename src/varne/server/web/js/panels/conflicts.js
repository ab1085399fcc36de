// @ts-check
/** Facts that contradict each other, side by side with their sources: kept, never averaged away. */
import { playing } from "../clock.js";
import { act, refusal } from "../decide.js";
import { byId, h, refresh } from "../element.js";
import { clockTime } from "../format.js";
import { whenAny } from "../signal.js";
import { night, picture } from "../state.js";
import { settling } from "../verdicts.js";
import { language, say, t, word } from "../words.js";

export function startConflicts() {
  whenAny([picture, language, night, playing], () => {
    const conflicts = picture.get()?.conflicts ?? [];
    const apart = picture.get()?.contradictions ?? [];
    byId("conflicts-panel").hidden = conflicts.length + apart.length === 0;
    byId("conflicts-count").textContent = String(conflicts.length + apart.length);
    refresh(byId("conflicts"), [conflicts, apart, language.get(), night.get()?.mode, playing.get()], () => [
      apart.length > 0 && refusal(),
      ...apart.map(contradiction),
      ...conflicts.map(conflict),
    ]);
  });
}

const VALUES = ["name", "boat_of", "people", "asset"]; // fields in which one side's value can be the one that stands

/** @param {import("../types.js").Contradiction} c what both centres recorded while neither could hear the other */
const contradiction = (c) =>
  h(
    "article",
    { class: "apart", "data-key": c.key },
    h("h3", {}, `${c.subject}: ${t(`field.${c.field}`)}`),
    h("p", { class: "second" }, t("apart.why")),
    h(
      "ul",
      { class: "side-by-side" },
      c.sides.map((side) =>
        h(
          "li",
          {},
          h("span", {}, say(side.words)),
          h("span", { class: "second" }, `${word("centre", side.centre)} · ${clockTime(side.at)}`),
          VALUES.includes(c.field) && act("act.stands", `${c.subject}: ${say(side.words)}`, () => settling(c, side, t("decide.stands", { value: say(side.words) }))),
        ),
      ),
    ),
    h("p", { class: "acts" }, act("act.all_stand", c.subject, () => settling(c, null, t("decide.all_stand")))),
  );

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
