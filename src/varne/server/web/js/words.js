// @ts-check
/** What the page says, in English and French. Reports and log entries are never translated, only the frame around them. */
import { signal } from "./signal.js";
import { clockTime } from "./format.js";
import { nameOf } from "./state.js";

/** @type {Record<string, Record<string, string>>} */
const catalogues = {};
export const LANGUAGES = ["en", "fr"];
export const language = signal("en");

/** Load both catalogues: switching needs no request, so it works when the server is gone. */
export async function loadWords() {
  await Promise.all(
    LANGUAGES.map(async (code) => {
      const answer = await fetch(new URL(`../words/${code}.json`, import.meta.url));
      catalogues[code] = await answer.json();
    }),
  );
}

/** @param {string} key @returns {string|undefined} */
const pattern = (key) => catalogues[language.get()]?.[key];

/** A moment as the server writes it, and nothing else: what people write may begin with one. */
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * The word for one argument: a value that the catalogue knows under the argument's name (`condition.swamped`, `centre.dover`)
 * or under the name before `_first` and `_second`) is translated, a moment becomes a time of day, a boat gets its name, the rest stays as it came.
 *
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function argument(name, value) {
  if (value === null || value === undefined) return t("unknown");
  if (Array.isArray(value)) return value.map((v) => argument(name, v)).join(", ");
  if (typeof value === "number") return decimal(value);
  const text = String(value);
  if (MOMENT.test(text) && !Number.isNaN(Date.parse(text))) return clockTime(text);
  if (name === "boat") return nameOf(text);
  return several(name.replace(/_(first|second)$/, ""), text) ?? several("centre", text) ?? text;
}

/** @param {string} family @param {string} text one or several @returns {string|undefined} their words, if all of them have one */
function several(family, text) {
  const words = text.split(", ").map((one) => pattern(`${family}.${one}`));
  return words.every((w) => w) ? words.join(", ") : undefined;
}

/**
 * A number as the page's language writes it.
 *
 * @param {number} value @param {number} [places] so many, and no more; as many as it has when left out
 */
export const decimal = (value, places) =>
  value.toLocaleString(language.get(), { useGrouping: false, minimumFractionDigits: places, maximumFractionDigits: places ?? 3 });

/**
 * @param {string} text
 * @param {Record<string, unknown>} args
 */
const fill = (text, args) =>
  text.replace(/\{(\w+)\}/g, (_, name) => (name in args ? argument(name, args[name]) : "–")).replace(/[\s:·,]+$/, "");

/**
 * The words under a key, with its {placeholders} filled.
 *
 * @param {string} key
 * @param {Record<string, unknown>} [args]
 * @returns {string}
 */
export function t(key, args = {}) {
  return fill(pattern(key) ?? `[${key}]`, args);
}

/**
 * A word out of a family (`condition`, `channel` ...), or the bare word where the catalogue does not know it.
 *
 * @param {string} family
 * @param {string|null|undefined} value
 */
export function word(family, value) {
  if (value === null || value === undefined || value === "") return t("unknown");
  return pattern(`${family}.${value}`) ?? value;
}

/**
 * A sentence from the server in the page's language; its own English text where the catalogue does not know the key.
 *
 * @param {import("./types.js").Words} words
 */
export function say(words) {
  const known = pattern(words.key);
  return known === undefined ? words.text : fill(known, words.args ?? {});
}

/** Put the words into the fixed parts of the page: data-t is the text, data-t-label the name that a screen reader says. */
export function translatePage() {
  document.documentElement.lang = language.get();
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = t(e.getAttribute("data-t") ?? "");
  for (const e of document.querySelectorAll("[data-t-label]"))
    e.setAttribute("aria-label", t(e.getAttribute("data-t-label") ?? ""));
  for (const e of document.querySelectorAll("[data-t-title]"))
    e.setAttribute("title", t(e.getAttribute("data-t-title") ?? ""));
}
