// @ts-check
/** The events behind the buttons: join, split, the same boat, not the same boat, withdraw, settle. */

/** @typedef {import("./types.js").Boat} Boat */

/** @param {"same"|"different"} verdict @param {string[]} one @param {string[]} other @param {number|null} [p] what Varne gives now */
export const judged = (verdict, one, other, p = null) => ({ kind: "reports-judged", verdict, one, other: other.filter((id) => !one.includes(id)), p });

/**
 * These reports belong to that boat: a join where an officer opened the boat and nobody has given them to another, else a verdict.
 *
 * @param {string[]} reports @param {Boat} boat @param {boolean} free none of the reports is in a recorded boat @param {number|null} [p]
 */
export const belonging = (reports, boat, free, p = null) =>
  boat.recorded && free ? { kind: "reports-joined", boat: boat.id, reports, p } : judged("same", reports, boat.reports, p);

/** @param {string} report @param {Boat} boat it is not, or not surely, this boat */
export const splitting = (report, boat) =>
  boat.recorded ? { kind: "reports-split", boat: boat.id, reports: [report] } : judged("different", [report], boat.reports);

/** @param {string} decision id of the event @param {string} said what it was, for the window */
export const withdrawing = (decision, said) => ({ kind: "decision-withdrawn", decision, said });

/**
 * What both sides recorded while apart is settled: one side stands, or all may.
 *
 * @param {import("./types.js").Contradiction} c @param {{id: string}|null} stands @param {string} said for the window
 */
export const settling = (c, stands, said) => ({
  kind: "conflict-settled",
  subject: c.key,
  between: c.sides.map((side) => side.id),
  stands: stands?.id ?? null,
  said: `${c.subject}: ${said}`,
});
