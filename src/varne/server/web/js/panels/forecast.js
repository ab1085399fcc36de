// @ts-check
/** What the forecast of a boat says and what it rests on: states, contours, fields, assumptions, and how to make it again. */
import { h } from "../element.js";
import { percent } from "../format.js";
import { say, t, word } from "../words.js";

/** @param {import("../types.js").Forecast} forecast */
export const forecastWords = (forecast) => [
  states(forecast),
  h(
    "ul",
    { class: "contour-legend" },
    ["0.5", "0.9", "0.95"].filter((l) => forecast.regions[l]).map((level) =>
      h("li", {}, h("span", { class: `swatch level-${level.slice(2)}`, "aria-hidden": "true" }), t("forecast.contour", { share: `${Math.round(Number(level) * 100)} %` })),
    ),
  ),
  forecast.assumptions.length > 0 && h("h4", {}, t("forecast.assumptions")),
  h("ul", { class: "plain" }, forecast.assumptions.map((a) => h("li", {}, say(a)))),
  h("p", { class: "second" }, t("forecast.made", { n: forecast.n.toLocaleString("en").replaceAll(",", " "), seed: forecast.seed, fields: forecast.fields.map((f) => word("field", f)) })),
];

/** @param {import("../types.js").Forecast} forecast how likely each condition is, the likeliest first */
export const states = (forecast) =>
  h(
    "table",
    { class: "states" },
    h(
      "tbody",
      {},
      Object.entries(forecast.states)
        .sort((a, b) => b[1] - a[1])
        .map(([state, p]) => share(word("state", state), p)),
      share(t("forecast.stranded"), forecast.stranded),
      forecast.outside ? share(t("forecast.outside"), forecast.outside) : null,
      forecast.waiting ? share(t("forecast.waiting"), forecast.waiting) : null,
    ),
  );

/** @param {string} name @param {number} p */
const share = (name, p) =>
  h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, percent(p)), h("td", {}, h("meter", { min: 0, max: 1, value: p, "aria-hidden": "true" })));
