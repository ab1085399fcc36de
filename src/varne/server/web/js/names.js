// @ts-check
/** What a boat or a report is called where another one speaks of it. */
import { clockTime } from "./format.js";
import { boatOf, reportOf } from "./state.js";
import { t, word } from "./words.js";

/** @param {string} id of a boat or a report @returns {string} */
export function named(id) {
  const boat = boatOf(id);
  if (boat) return t("same.boat", { name: boat.name });
  const report = reportOf(id);
  if (!report) return id;
  return t("same.report", { time: clockTime(report.observed ?? report.received), channel: word("channel", report.channel), id });
}
