// @ts-check
/** What the signs on the map mean, in the page's language. */
import { byId, h, refresh } from "./element.js";
import { SENSED, SHAPES, signElement } from "./map/symbols.js";
import { whenAny } from "./signal.js";
import { language, t, word } from "./words.js";

export function startLegend() {
  whenAny([language], () =>
    refresh(byId("legend"), language.get(), () => [
      ...Object.keys(SHAPES).map((sign) => h("li", {}, signElement(sign), sign === "asset" ? t("legend.asset") : sign === "closed" ? t("standing.closed") : word("condition", sign))),
      h("li", {}, signElement("underway", true), t("legend.proposed")),
      ...Object.keys(SENSED).map((kind) => h("li", {}, signElement(`sensed-${kind}`), word("sensed", kind))),
      h("li", {}, h("span", { class: "swatch fix" }), t("legend.fix")),
      h("li", {}, h("span", { class: "swatch area" }), t("legend.area")),
      h("li", {}, h("span", { class: "swatch search" }), t("legend.search")),
      h("li", {}, h("span", { class: "swatch way" }), t("legend.way")),
      h("li", {}, h("span", { class: "swatch way-ahead" }), t("legend.way_ahead")),
      ...["50", "90", "95"].map((level) => h("li", {}, h("span", { class: `swatch level-${level === "50" ? 5 : level === "90" ? 9 : 95}` }), t("forecast.contour", { share: `${level} %` }))),
    ]),
  );
}
