// @ts-check
/** Every reading of a position as it was typed or pasted, for a person to choose; the map draws them all. */
import { h } from "../element.js";
import { position } from "../format.js";
import { getJson, newest } from "../newest.js";
import { signal } from "../signal.js";
import { t, word } from "../words.js";

/** @typedef {{lon: number, lat: number, notation: string, at_sea: boolean, in_area: boolean, notes: string[], resolution_m: number}} Reading */

/** @type {import("../signal.js").Signal<Reading[]>} best supported first */
export const readings = signal(/** @type {Reading[]} */ ([]));

/** @type {import("../signal.js").Signal<number>} which of them; -1 none: the words alone go into the report */
export const chosen = signal(-1);

let of = ""; // the text that these are readings of

/** @param {string} typed @returns {Reading|null} the one that was chosen, unless it is of another text than what stands there now */
export const reading = (typed) => (typed === of ? (readings.get()[chosen.get()] ?? null) : null);

/** Ask for the readings of a text; the newest text wins. A single reading is chosen; of several a person chooses. */
export const read = newest(
  (/** @type {string} */ text) => (text.trim() ? getJson(`/api/position?text=${encodeURIComponent(text)}`) : Promise.resolve({ readings: [] })),
  (/** @type {{readings: Reading[]}} */ answer, text) => {
    readings.set(answer.readings);
    if (text !== of) chosen.set(answer.readings.length === 1 ? 0 : -1);
    of = text;
  },
  () => {}, // the text goes into the report as it is; the node reads it again
);

/** @param {string} typed */
export function choices(typed) {
  const found = readings.get();
  if (!found.length) return typed.trim() ? [h("p", { class: "second" }, t("intake.no_reading"))] : [];
  const several = found.length > 1 && h("p", { class: "warn" }, t("intake.several", { n: found.length }));
  const rows = found.map((r, k) => ({ far: found.length > 1 && !r.in_area, row: row(r, k) }));
  return [several, ...rows.filter((r) => !r.far).map((r) => r.row), far(rows.filter((r) => r.far).map((r) => r.row)), found.length > 1 && none()];
}

/** Readings that nobody here can mean, all the same to be had. @param {HTMLElement[]} rows */
const far = (rows) => rows.length > 0 && h("details", { "data-keep": "far" }, h("summary", {}, t("intake.far", { n: rows.length })), rows);

/** @param {Reading} r @param {number} k */
const row = (r, k) =>
  h(
    "label",
    { class: "reading" },
    h("input", { type: "radio", name: "reading", value: k, checked: k === chosen.get(), onchange: () => chosen.set(k) }),
    h("span", { class: "number" }, readings.get().length > 1 && `${k + 1}: `, position(r.lon, r.lat)), // numbered as on the map
    h("span", { class: "second" }, [t(r.at_sea ? "intake.at_sea" : r.in_area ? "intake.on_land" : "intake.outside"), ...r.notes.map(note)].join(" · ")),
  );

const none = () =>
  h("label", { class: "reading" }, h("input", { type: "radio", name: "reading", value: -1, checked: chosen.get() === -1, onchange: () => chosen.set(-1) }), t("intake.none_of_them"));

const GIVEN = /\d+|\bD(?:D|M|MS)\b/g; // what a note says of this text alone: numbers and notations

/** What speaks for or against a reading, in the page's language; as the server says it where the catalogue does not know it. @param {string} said */
function note(said) {
  const given = said.match(GIVEN) ?? [];
  return word("reading", said.replace(GIVEN, "#")).replace(/#/g, () => given.shift() ?? "");
}
