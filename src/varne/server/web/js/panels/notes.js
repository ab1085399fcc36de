// @ts-check
/** Notes of the log, entries of it that do not fit together, and the vessels and aircraft that help; newest first. */
import { byId, h, refresh } from "../element.js";
import { clockTime, position } from "../format.js";
import { whenAny } from "../signal.js";
import { nameOf, picture } from "../state.js";
import { language, say, t, word } from "../words.js";

export function startNotes() {
  whenAny([picture, language], () => {
    const notes = picture.get()?.notes ?? [];
    const assets = picture.get()?.assets ?? [];
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
    byId("assets-panel").hidden = assets.length === 0;
    byId("assets-count").textContent = String(assets.length);
    refresh(byId("assets"), [assets, assets.map((a) => nameOf(a.boat)), language.get()], () => assets.map(asset));
  });
}

/** @param {import("../types.js").Asset} a */
const asset = (a) =>
  h(
    "li",
    {},
    h("strong", {}, a.asset),
    ` ${word("status", a.status)} ${clockTime(a.since)}`,
    a.boat && ` · ${t("assets.for", { name: nameOf(a.boat) })}`,
    h("span", { class: "second" }, a.lon !== null && a.lat !== null ? position(a.lon, a.lat) : t("place.none"), a.text && ` · ${a.text}`),
  );
