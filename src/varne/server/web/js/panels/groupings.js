// @ts-check
/** Other ways to divide the reports of a boat, with their probabilities: the alternatives stay on screen. */
import { h } from "../element.js";
import { percent } from "../format.js";
import { named } from "../names.js";
import { t } from "../words.js";

/** @param {import("../types.js").Alternative} alternative */
export const grouping = ({ p, parts }) =>
  h(
    "li",
    { class: "grouping" },
    h("p", {}, h("strong", {}, percent(p)), " ", parts.length === 1 ? t("groupings.one") : t("groupings.several", { boats: parts.length })),
    h("ol", {}, parts.map((part) => h("li", {}, part.map(named).join(", ")))),
  );
