// @ts-check
/** What the signs on the map mean, in the page's language. */
import { byId, h, refresh } from "./element.js";
import { barb, images } from "./map/flow.js";
import { WAY } from "./map/lanes.js";
import { MARKS, PLACES, SENSED, SHAPES, shapeElement, signElement } from "./map/symbols.js";
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
      ...Object.keys(PLACES).map((kind) => h("li", {}, signElement(`place-${kind}`), t(`legend.${kind}`))),
      ...Object.keys(MARKS).map((kind) => h("li", {}, signElement(`mark-${kind}`), t(`legend.${kind}`))),
      ...["territorial", "srr"].map((kind) => h("li", {}, h("span", { class: `swatch ${kind}` }), t(`layer.${kind}`))),
      h("li", {}, h("span", { class: "swatch depth" }), t("legend.depth")),
      h("li", {}, shapeElement(WAY, "lane"), t("legend.lane")),
      h("li", {}, shapeElement(images()["current-arrow"], "current"), t("legend.current")),
      h("li", {}, shapeElement(barb(15), "wind"), t("legend.wind")),
      h("li", {}, h("span", { class: "swatch watch" }), t("legend.watch")),
      h("li", {}, h("span", { class: "swatch watch-people" }), t("legend.watch_people")),
      h("li", {}, h("span", { class: "swatch gap" }), t("legend.gap")),
      ...["50", "90", "95"].map((level) => h("li", {}, h("span", { class: `swatch level-${level === "50" ? 5 : level === "90" ? 9 : 95}` }), t("forecast.contour", { share: `${level} %` }))),
    ]),
  );
}
