// @ts-check
/** What a planner says: who can go, from when, for how long, in what weather, and what is known of the people. */
import { at } from "../clock.js";
import { h } from "../element.js";
import { boatOf } from "../state.js";
import { t, word } from "../words.js";
import { isDark } from "./sun.js";

/** @typedef {import("../types.js").FleetAsset} FleetAsset */

const SOONEST = 3; // so many are chosen beforehand: those that are there first
const MIDDLE = { lon: 1.5, lat: 51.0 }; // of the Strait, for the sun over a boat without a position

/**
 * The form, filled with what is usual.
 *
 * @param {string} boat @param {FleetAsset[]} fleet
 * @returns {HTMLElement[]}
 */
export function fields(boat, fleet) {
  const place = boatOf(boat) ?? { lon: null, lat: null };
  const night = isDark(at.get(), place.lon ?? MIDDLE.lon, place.lat ?? MIDDLE.lat);
  const sees = (/** @type {FleetAsset} */ a) => a.sensors.some((s) => s !== (night ? "eye" : "nvg"));
  const chosen = new Set(fleet.filter((a) => sees(a) && !a.withheld && a.minutes !== null).slice(0, SOONEST).map((a) => a.name));
  return [
    h("fieldset", {}, h("legend", {}, t("search.who")), h("p", { class: "second" }, t("search.who_note")), h("ul", { class: "plain fleet" }, fleet.map((a) => row(a, a.withheld ? "kept_back" : chosen.has(a.name) ? "ready" : "left_out")))),
    h("fieldset", { class: "grid" }, h("legend", {}, t("search.when")), number("start", t("search.start"), 0, 0, 720), number("hours", t("search.hours"), 4, 1, 24), number("seconds", t("search.seconds"), 5, 1, 60), number("seed", t("search.seed"), 1, 0, 999999)),
    h(
      "fieldset",
      { class: "grid" },
      h("legend", {}, t("search.weather")),
      number("visibility", t("search.visibility"), 5, 0.1, 30, 0.1),
      number("wind", t("search.wind"), 10, 0, 80),
      number("sea", t("search.sea"), 0.5, 0, 12, 0.1),
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "night", checked: night }), t("search.night")),
    ),
    h(
      "fieldset",
      { class: "grid" },
      h("legend", {}, t("search.people")),
      number("water", t("search.water"), "", -2, 35, 0.5),
      number("since", t("search.since"), 0, 0, 48, 0.5),
      choice("buoyancy", ["unknown", "none", "worn"]),
      choice("clothing", ["unknown", "light", "heavy", "suit"]),
    ),
  ];
}

/** What is new of each asset, in a form that somebody has filled in. @param {Element} list @param {FleetAsset[]} fleet */
export function renew(list, fleet) {
  for (const a of fleet) {
    const words = list.querySelector(`li[data-asset="${CSS.escape(a.name)}"] .second`);
    if (words) words.textContent = about(a);
  }
}

/** @param {FleetAsset} a */
const about = (a) =>
  [word("asset_kind", a.kind), a.status ? word("status", a.status) : t("search.not_told"), a.minutes !== null && t("search.there_in", { minutes: a.minutes })].filter(Boolean).join(" · ");

/** @param {FleetAsset} a @param {string} chosen how it is to be used */
function row(a, chosen) {
  return h(
    "li",
    { "data-asset": a.name },
    h("span", {}, h("strong", {}, a.name), h("span", { class: "second" }, about(a))),
    h("select", { "aria-label": t("search.use", { asset: a.name }) }, ["left_out", "ready", "kept_back"].map((use) => h("option", { value: use, selected: use === chosen }, t(`search.${use}`)))),
    h("input", { type: "number", min: 0, max: 1440, value: Math.round(a.ready_min), "aria-label": t("search.ready_in", { asset: a.name }) }),
  );
}

/** @param {string} name @param {string} label @param {number|string} value @param {number} min @param {number} max @param {number} [step] */
const number = (name, label, value, min, max, step = 1) =>
  h("label", {}, h("span", {}, label), h("input", { type: "number", name, value, min, max, step, required: value !== "" }));

/** @param {string} name @param {string[]} values */
const choice = (name, values) => h("label", {}, h("span", {}, t(`search.${name}`)), h("select", { name }, values.map((v) => h("option", { value: v }, t(`search.${name}.${v}`)))));

/**
 * What the form says, as `varne search` takes it.
 *
 * @param {HTMLFormElement} form
 */
export function said(form) {
  const text = (/** @type {string} */ name) => /** @type {any} */ (form.elements.namedItem(name)).value;
  const value = (/** @type {string} */ name) => Number(text(name));
  const begins = new Date(Math.floor(at.get() / 1000) * 1000 + value("start") * 60000);
  return {
    at: begins.toISOString().replace(".000Z", "Z"),
    hours: value("hours"),
    assets: [...form.querySelectorAll("li[data-asset]")].flatMap(asset),
    weather: { visibility_nm: value("visibility"), wind_kn: value("wind"), sea_m: value("sea"), night: /** @type {any} */ (form.elements.namedItem("night")).checked },
    survival: text("water") === "" ? null : { water_c: value("water"), since_h: value("since"), buoyancy: text("buoyancy"), clothing: text("clothing") },
    states: 5000,
    seconds: value("seconds"),
    seed: value("seed"),
  };
}

/** @param {Element} li @returns {{name: string, withheld?: boolean, ready_min?: number}[]} one, or none that is not asked */
function asset(li) {
  const use = /** @type {any} */ (li.querySelector("select")).value;
  const ready = Number(/** @type {any} */ (li.querySelector("input")).value);
  const name = li.getAttribute("data-asset") ?? "";
  if (use === "left_out") return [];
  return [use === "kept_back" ? { name, withheld: true } : { name, ready_min: ready }];
}
