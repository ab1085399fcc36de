// @ts-check
/** The measuring tool (M): places by click, by typing or from the middle of the map; legs as text; Esc ends it. */
import { copy, copyable } from "../copy.js";
import { byId, h, refresh, write } from "../element.js";
import { position } from "../format.js";
import { bare } from "../keys.js";
import { view } from "../layers/view.js";
import { signal, whenAny } from "../signal.js";
import { language, t } from "../words.js";
import { add, asText, legs, legSaid, measuring, places, remove, speed, totalSaid } from "./route.js";

/** @typedef {{lon: number, lat: number}} Reading */

/** @typedef {{readings: Reading[], text: string, why?: string, args?: Record<string, unknown>}} Typed why: key of the words that say why there are none */

/** @type {import("../signal.js").Signal<Typed>} what came of the text that was typed last */
const typed = signal({ readings: /** @type {Reading[]} */ ([]), text: "" });

let before = Promise.resolve(); // one text after the other: places stand in the order in which they were typed

export function startMeasuring() {
  byId("measure-open").onclick = () => measuring.set(!measuring.get());
  byId("measure-close").onclick = () => measuring.set(false);
  byId("measure-clear").onclick = () => places.set([]);
  byId("measure-copy").onclick = () => copy(asText());
  byId("measure-middle").onclick = () => add(/** @type {import("../layers/view.js").View} */ (view.get()).middle);
  byId("measure-form").onsubmit = (/** @type {Event} */ e) => {
    e.preventDefault();
    const text = byId("measure-text").value.trim();
    before = before.then(() => read(text));
  };
  byId("measure-speed").value = String(speed.get());
  byId("measure-speed").oninput = (/** @type {any} */ e) => speed.set(Number(e.target.value));
  document.addEventListener("keydown", onKey, true); // before the page's own Escape, which would let the boat go
  measuring.watch(open);
  whenAny([places, speed, language, typed, measuring, view], draw);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key.toLowerCase() === "m" && bare(event)) measuring.set(!measuring.get());
  else if (event.key === "Escape" && measuring.get() && !document.querySelector("dialog[open]")) measuring.set(false);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {boolean} on */
function open(on) {
  byId("measure").hidden = !on;
  byId("chart").classList.toggle("measuring", on);
  if (on) for (const panel of document.querySelectorAll(".map-right details")) panel.removeAttribute("open"); // they would lie under it
  byId("measure-open").setAttribute("aria-expanded", String(on));
  byId(on ? "measure-text" : "measure-open").focus();
  typed.set({ readings: [], text: "" });
}

/** One reading is taken, several are shown to choose from, none is said. @param {string} text */
async function read(text) {
  if (!text) return typed.set({ readings: [], text, why: "measure.empty" });
  try {
    const answer = await fetch(`/api/position?text=${encodeURIComponent(text)}`, { signal: AbortSignal.timeout(20000) });
    const told = await answer.json();
    if (!answer.ok) typed.set({ readings: [], text, why: "measure.refused", args: { why: told.problem?.why ?? answer.status } });
    else if (told.readings.length === 1) take(told.readings[0], text);
    else typed.set({ readings: told.readings, text, ...(told.readings.length === 0 && { why: "measure.no_reading", args: { text } }) });
  } catch (problem) {
    typed.set({ readings: [], text, why: "measure.refused", args: { why: problem instanceof Error ? problem.message : String(problem) } });
  }
}

/** @param {Reading} reading @param {string} text that it is of; what was typed since then stays */
function take({ lon, lat }, text) {
  typed.set({ readings: [], text: "" });
  if (byId("measure-text").value.trim() === text) byId("measure-text").value = "";
  add([lon, lat]);
}

/** @param {Reading} reading of several; the button that was pressed goes */
function choose(reading) {
  take(reading, typed.get().text);
  byId("measure-text").focus();
}

function draw() {
  const all = legs();
  const { why, args } = typed.get();
  write("measure-problem", why ? t(why, args) : "");
  refresh(byId("measure-readings"), [typed.get(), language.get()], () => typed.get().readings.map(choice));
  refresh(byId("measure-places"), [places.get(), speed.get(), language.get()], () => places.get().map(([lon, lat], k) => row(lon, lat, k, k > 0 ? legSaid(all[k - 1]) : "")));
  write("measure-total", all.length ? totalSaid(all) : t("measure.how"));
  byId("measure-middle").disabled = !view.get(); // no map, no middle of it
  for (const id of ["measure-clear", "measure-copy"]) byId(id).disabled = places.get().length === 0;
}

/** @param {Reading} r @param {number} k */
const choice = (r, k) => h("li", {}, h("button", { type: "button", onclick: () => choose(r) }, t("measure.choose", { number: k + 1, position: position(r.lon, r.lat) })));

/** @param {number} lon @param {number} lat @param {number} k @param {string} leg that leads here */
const row = (lon, lat, k, leg) =>
  h("li", {}, leg && h("p", { class: "leg number" }, leg), copyable(lon, lat), h("button", { class: "copy", type: "button", "aria-label": t("measure.remove", { number: k + 1 }), onclick: () => remove(k) }, "×"));
