// @ts-check
/** What the pages at the door share with the main page: words, language and palette, remembered on this screen. */
import { readAddress, remember, remembered, writeAddress } from "../address.js";
import { byId, h, refresh } from "../element.js";
import { palette, PALETTES, setPalette } from "../palette.js";
import { whenAny } from "../signal.js";
import { language, LANGUAGES, loadWords, t, translatePage } from "../words.js";

/** @param {() => void} draw what is not fixed in the page; called again when the language changes */
export async function startFrame(draw) {
  await startWords();
  whenAny([language, palette], () => {
    drawChoices();
    draw();
  });
}

/** Palette and language: of the address, else of this screen, else of the browser. */
export async function startWords() {
  const address = readAddress();
  setPalette(address.palette ?? remembered("palette") ?? "night");
  await loadWords();
  const wished = [address.lang, remembered("language"), navigator.language.slice(0, 2)];
  language.set(wished.find((l) => l && LANGUAGES.includes(l)) ?? "en");
}

/** The fixed words of the page, and the two choices at its top. */
export function drawChoices() {
  translatePage();
  choices("languages", LANGUAGES, language.get(), (code) => {
    language.set(code);
    keep("language", "lang", code);
  });
  choices("palettes", PALETTES, palette.get(), (name) => {
    setPalette(name);
    keep("palette", "palette", name);
  });
}

/** On this screen, and in an address that says otherwise, or a reload would bring that back. @param {string} what @param {string} part of the address @param {string} chosen */
function keep(what, part, chosen) {
  remember(what, chosen);
  if (part in readAddress()) writeAddress({ [part]: chosen });
}

/** @param {string} id @param {string[]} all @param {string} now @param {(chosen: string) => void} choose */
function choices(id, all, now, choose) {
  refresh(byId(id), [all, now, language.get()], () =>
    all.map((one) => h("button", { type: "button", "aria-pressed": String(one === now), "data-choice": one, onclick: () => choose(one) }, t(`${id}.${one}`))),
  );
}

/** @param {string} id @param {string|null} text a problem that is said, or none */
export function problem(id, text) {
  byId(id).hidden = text === null;
  byId(id).textContent = text ?? "";
}

/**
 * What went wrong, in the page's language.
 *
 * @param {{status: number, body: any}} answer
 * @param {string} wrong key of what is said when what was given is wrong
 */
export function said(answer, wrong) {
  if (answer.status === 429) return t("door.wait", { seconds: Math.ceil(answer.body.wait_s) });
  if (answer.status === 401 && answer.body.session) return t("door.ended");
  if (answer.status === 401) return t(wrong);
  return [answer.body?.problem?.why, answer.body?.problem?.mend].filter(Boolean).join("; ");
}
