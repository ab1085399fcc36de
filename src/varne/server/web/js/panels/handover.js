// @ts-check
/** Who holds a boat, and handing it over: an offer is not a hand-over until it was accepted. */
import { act } from "../decide.js";
import { h } from "../element.js";
import { clockTime } from "../format.js";
import { night } from "../state.js";
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

const OFFER_LASTS_MS = 15 * 60 * 1000; // then it expires, and the giver goes on holding

/** @param {import("../types.js").Boat} boat @returns {HTMLElement|false} what this centre can do now about who holds the boat */
export function handoverActs(boat) {
  const us = night.get()?.centre ?? "";
  const offer = boat.handover?.state === "offered" ? boat.handover : null;
  if (!boat.recorded || boat.status === "closed") return false;
  const answer = (/** @type {string} */ kind) => ({ kind, boat: boat.id, offer: offer?.id });
  const acts =
    offer?.taker === us
      ? ["handover-accepted", "handover-refused"].map((kind) => act(`act.${kind}`, boat.name, () => answer(kind)))
      : boat.holders.includes(us)
        ? (night.get()?.peers ?? []).map((taker) => act("act.handover-offered", boat.name, () => offering(boat, us, taker), { taker: word("centre", taker) }))
        : [];
  return acts.length > 0 && h("p", { class: "acts", id: "handover-acts" }, acts);
}

/** @param {import("../types.js").Boat} boat @param {string} giver @param {string} taker */
const offering = (boat, giver, taker) => ({
  kind: "handover-offered",
  boat: boat.id,
  giver,
  taker,
  expires: new Date(Date.now() + OFFER_LASTS_MS).toISOString(),
  said: t("decide.handover-offered.what", { taker: word("centre", taker), minutes: OFFER_LASTS_MS / 60000 }),
});
