// @ts-check
/** Who holds a boat, in words: an offer is not a hand-over until it was accepted. */
import { clockTime } from "../format.js";
import { t, word } from "../words.js";

/** @param {string[]} holders @returns {string} */
export const held = (holders) =>
  holders.length ? holders.map((c) => word("centre", c)).join(` ${t("and")} `) : t("boat.held_by_nobody");

/** @param {import("../types.js").Handover|null} handover @returns {string} the same for the narrow column of the list */
export const handoverShort = (handover) =>
  handover
    ? t(`handover.${handover.state}.short`, { taker: word("centre", handover.taker), expires: clockTime(handover.expires) })
    : "";

/** @param {import("../types.js").Handover|null} handover @returns {string} */
export function handoverWords(handover) {
  if (!handover) return t("handover.none");
  return t(`handover.${handover.state}`, {
    giver: word("centre", handover.giver),
    taker: word("centre", handover.taker),
    expires: clockTime(handover.expires),
    offered: clockTime(handover.offered_at),
  });
}
