// @ts-check
/** "Same boat as ...": the probability, what blocks a join, each reason with its weight, and what an officer can say to it. */
import { act } from "../decide.js";
import { h } from "../element.js";
import { percent } from "../format.js";
import { named } from "../names.js";
import { boatOf, reportOf } from "../state.js";
import { belonging, judged } from "../verdicts.js";
import { t } from "../words.js";
import { reasonGroups } from "./reasons.js";

const OPEN = 2; // so many entries show their reasons unasked

/** @param {import("../types.js").SameBoat} same @param {import("../types.js").Boat} boat @param {number} place */
export const sameBoat = ({ with: other, p, reasons, reports = [], blocks }, boat, place) =>
  h(
    "li",
    { class: "pair" },
    h("p", {}, h("strong", {}, percent(p)), " ", named(other)),
    blocks && h("p", { class: "warn" }, t("same.blocked", { name: named(blocks) })),
    h("details", { open: place < OPEN, "data-keep": `same-${other}` }, h("summary", {}, t("reasons.why")), reasonGroups(reasons)),
    reports.length > 0 &&
      h(
        "p",
        { class: "acts" },
        act("act.same", named(other), () => together(boat, other, reports, p)),
        act("act.different", named(other), () => judged("different", reports, boat.reports, p)),
      ),
  );

/** @param {import("../types.js").Boat} boat @param {string} other id of a boat or a report @param {string[]} reports @param {number|null} p */
export function together(boat, other, reports, p) {
  const theirs = boatOf(other);
  const free = reports.every((id) => !reportOf(id)?.boat);
  if (theirs?.recorded && !boat.recorded) return belonging(boat.reports, theirs, true, p);
  return belonging(reports, boat, free, p);
}
