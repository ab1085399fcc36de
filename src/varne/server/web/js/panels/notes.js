// @ts-check
/** Notes of the log, and entries of it that do not fit together; newest first. */
import { byId, h, refresh } from "../element.js";
import { clockTime } from "../format.js";
import { whenAny } from "../signal.js";
import { picture } from "../state.js";
import { language, say, t } from "../words.js";

export function startNotes() {
  whenAny([picture, language], () => {
    const notes = picture.get()?.notes ?? [];
    byId("notes-panel").hidden = notes.length === 0;
    byId("notes-count").textContent = String(notes.length);
    refresh(byId("notes"), [notes, language.get()], () =>
      [...notes].reverse().map((n) => h("li", {}, h("strong", {}, clockTime(n.at)), " ", n.text)),
    );
    const problems = picture.get()?.problems ?? [];
    byId("problems-panel").hidden = problems.length === 0;
    byId("problems-count").textContent = String(problems.length);
    refresh(byId("problems"), [problems, language.get()], () =>
      [...problems].reverse().map((p) => h("li", {}, h("strong", {}, t("problems.entry", { seq: p.seq })), " ", say(p.words))),
    );
  });
}
