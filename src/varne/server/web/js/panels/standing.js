// @ts-check
/** From opening to closing: what an officer can do about a boat as a whole, and what a request to close it still lacks. */
import { act } from "../decide.js";
import { h } from "../element.js";
import { clockTime } from "../format.js";
import { night, picture } from "../state.js";
import { say, t, word } from "../words.js";

/** @typedef {import("../types.js").Boat} Boat */

const LETTERS = "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu".split(" ");
const EVIDENCE = ["identity_confirmed", "caller_confirmed_on_board", "authority_confirmed_landing", "all_accounted", "false_report_proven"];
const FATES = ["landed_uk", "landed_fr", "on_rescue_vessel", "continued", "returned", "deceased", "missing"];

/** @param {Boat} boat @returns {(HTMLElement|false)[]} */
export function standingActs(boat) {
  const acts = !boat.recorded ? [opening] : boat.status === "closed" ? [reopening] : [renaming, accounting, boat.closing ? confirming : closing];
  return [
    !!boat.closing && waiting(boat.closing),
    h("p", { class: "acts", id: "standing-acts" }, acts.map((make) => act(`act.${make(boat).kind}`, boat.name, () => make(boat)))),
  ];
}

/** @param {import("../types.js").Closing} c */
const waiting = (c) =>
  h(
    "div",
    { class: "warn", id: "closing-waits" },
    h("p", {}, t("closing.waits", { time: clockTime(c.at), centre: word("centre", c.centre), role: word("role", c.role), evidence: c.evidence ? word("evidence", c.evidence) : t("unknown") })),
    h("ul", {}, c.why.map((w) => h("li", {}, say(w)))),
  );

/** @param {Boat} boat */
const opening = (boat) => ({
  kind: "boat-opened",
  boat: `${night.get()?.centre}-${crypto.randomUUID().slice(0, 8)}`,
  reports: boat.reports,
  said: t("decide.boat-opened.what"),
  asks: [{ field: "name", words: "decide.name", value: nextLetter() }],
});

/** The first letter of the alphabet that no boat of this night has; people know boats by it on the radio. */
function nextLetter() {
  const taken = (picture.get()?.boats ?? []).flatMap((b) => [b.name, ...b.names]);
  return LETTERS.find((l) => !taken.includes(l)) ?? "";
}

/** @param {Boat} boat */
const renaming = (boat) => ({ kind: "boat-renamed", boat: boat.id, asks: [{ field: "name", words: "decide.name", value: boat.name }] });

/** @param {Boat} boat */
const reopening = (boat) => ({ kind: "boat-reopened", boat: boat.id });

/** @param {Boat} boat */
const closing = (boat) => ({
  kind: "closing-requested",
  boat: boat.id,
  said: t("decide.closing-requested.what"),
  asks: [{ field: "evidence", words: "decide.evidence", options: EVIDENCE }],
  reason_as: "grounds",
});

/** @param {Boat} boat */
const confirming = (boat) => ({ kind: "closing-confirmed", boat: boat.id });

/** @param {Boat} boat */
const accounting = (boat) => ({
  kind: "people-accounted",
  boat: boat.id,
  asks: [
    { field: "least", words: "decide.least", value: String(boat.unaccounted?.min ?? ""), number: true },
    { field: "most", words: "decide.most", value: String(boat.unaccounted?.min ?? ""), number: true },
    { field: "outcome", words: "decide.outcome", options: FATES },
  ],
  reason_as: "evidence",
  filled: (/** @type {any} */ { least, most, ...event }) => ({ ...event, count: { min: Number(least), likely: Number(most), max: Number(most) } }),
});
