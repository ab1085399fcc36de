// @ts-check
/** "The same boat as ...": any other boat, also one that Varne did not think of. */
import { act } from "../decide.js";
import { h } from "../element.js";
import { boatOf } from "../state.js";
import { judged } from "../verdicts.js";
import { t } from "../words.js";
import { together } from "./same_boat.js";

/** @param {import("../types.js").Boat} boat @param {import("../types.js").Boat[]} boats */
export function pairing(boat, boats) {
  const others = boats.filter((b) => b.id !== boat.id && b.reports.length).sort((a, b) => a.name.localeCompare(b.name));
  if (!others.length || !boat.reports.length) return [];
  const select = /** @type {HTMLSelectElement} */ (h("select", { id: "pair-with" }, others.map((b) => h("option", { value: b.id }, b.name))));
  const chosen = () => boatOf(select.value) ?? others[0];
  return [
    h("label", { for: "pair-with" }, t("pairing.with")),
    select,
    act("act.same", t("pairing.label"), () => together(boat, chosen().id, chosen().reports, known(boat, chosen().id))),
    act("act.different", t("pairing.label"), () => judged("different", chosen().reports, boat.reports, known(boat, chosen().id))),
  ];
}

/** @param {import("../types.js").Boat} boat @param {string} other @returns {number|null} what Varne gives for the two being one */
const known = (boat, other) => boat.same_boat.find((s) => s.with === other)?.p ?? null;
