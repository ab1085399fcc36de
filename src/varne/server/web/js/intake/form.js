// @ts-check
/** The fields of a new report, in the order in which they are asked; what decides how long people live comes first once people are in the water. */
import { h } from "../element.js";
import { t, word } from "../words.js";
import { TIME } from "./line.js";

const CHANNELS = ["call", "missed_call", "message", "pin", "vhf", "email", "list", "ship", "aircraft", "drone", "shore"];
const SOURCES = ["occupant", "relative", "ngo", "authority", "ship", "sensor", "crew"];
const CONDITIONS = ["unknown", "underway", "engine_stopped", "taking_water", "swamped", "people_in_water", "landed"];

/** @returns {HTMLElement[]} */
export const fields = () => [
  group("intake.how", choice("channel", "channel", CHANNELS), choice("source", "source", SOURCES), line("caller", { inputmode: "tel", autocomplete: "off" }), line("observed", { size: 6, placeholder: "0231", pattern: TIME, title: t("intake.observed_as") })),
  group("intake.what", h("label", { class: "wide" }, t("intake.text"), h("textarea", { name: "text", rows: 3, maxlength: 4000 }))),
  h(
    "fieldset",
    { class: "wide", "data-group": "intake.where" },
    h("legend", {}, t("intake.where")),
    line("position", { class: "wide", autocomplete: "off" }),
    h("div", { id: "intake-readings", role: "radiogroup", "aria-live": "polite", "aria-label": t("intake.readings") }),
    line("error_m", { type: "number", min: 1, max: 100000, step: "any" }),
  ),
  group("intake.water", ...["clothing", "flotation", "water_since", "children"].map((name) => line(name, { maxlength: 60 })), ...range("in_water")),
  group("intake.people", ...range("people"), choice("condition", "condition", CONDITIONS)),
  group("intake.boat", line("length_m", { type: "number", min: 1, max: 100, step: "any" }), ...["colour", "type", "engine"].map((name) => line(name, { maxlength: 40 })), line("course", { type: "number", min: 0, max: 360 }), line("speed_kn", { type: "number", min: 0, max: 60, step: "any" })),
];

/** @param {HTMLFormElement} form bring what matters for people in the water to the top, and back when nobody is in it */
export function order(form) {
  const group = (/** @type {string} */ name) => form.querySelector(`[data-group="intake.${name}"]`);
  const wet = ["people_in_water", "swamped"].includes(new FormData(form).get("condition")?.toString() ?? "");
  form.classList.toggle("wet", wet);
  const before = group(wet ? "how" : "where");
  if (before?.nextElementSibling !== group("water")) before?.after(/** @type {Element} */ (group("water")));
}

/** @param {string} legend @param {...HTMLElement} held */
const group = (legend, ...held) => h("fieldset", { "data-group": legend }, h("legend", {}, t(legend)), ...held);

/** @param {string} name @param {Record<string, unknown>} [more] */
const line = (name, more = {}) => h("label", {}, h("span", {}, t(`intake.${name}`)), h("input", { name, ...more }));

/** @param {string} name @param {string} family @param {string[]} values */
const choice = (name, family, values) => h("label", {}, h("span", {}, t(`intake.${name}`)), h("select", { name }, values.map((v) => h("option", { value: v }, word(family, v)))));

/** @param {string} name */
const range = (name) =>
  ["min", "likely", "max"].map((k) => h("label", {}, h("span", {}, `${t(`intake.${name}`)} ${t(`intake.${k}`)}`), h("input", { name: `${name}_${k}`, type: "number", min: 0, max: 500 })));
