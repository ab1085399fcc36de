// @ts-check
/** What a screen reader says unasked: alarms at once, new reports when it is quiet. Nothing while the time runs backwards. */
import { clockTime, range } from "../format.js";
import { atOnce, politely } from "../spoken.js";
import { picture } from "../state.js";
import { ring } from "../tone.js";
import { say, t, word } from "../words.js";

const QUIET_MS = 2000; // least time between two polite announcements, or speech never ends

export function startAnnouncing() {
  /** @type {import("../types.js").Picture|null} */
  let before = null;
  /** @type {import("../types.js").ReportRow[]} that came while it had to be quiet */
  let unsaid = [];
  let spoken = 0;
  picture.watch((now) => {
    if (!now) return;
    const last = before;
    before = now;
    if (!last || now.at < last.at) return void (unsaid = []);
    const known = new Set(last.alarms.map((a) => a.key));
    const alarms = now.alarms.filter((a) => !known.has(a.key) && a.waits);
    if (alarms.length) ring();
    if (alarms.length) atOnce(alarms.map((a) => `${t("list.alarm")}: ${say(a.words)}`).join(". "));
    const heard = new Set(last.reports.map((r) => r.id));
    unsaid.push(...now.reports.filter((r) => !heard.has(r.id)));
    if (!unsaid.length || Date.now() - spoken < QUIET_MS) return;
    spoken = Date.now();
    politely([...(unsaid.length > 2 ? [t("announce.more", { n: unsaid.length })] : []), ...unsaid.slice(-2).map(spokenReport)].join(". "));
    unsaid = [];
  });
}

/** @param {import("../types.js").ReportRow} r */
const spokenReport = (r) =>
  t("announce.report", {
    time: clockTime(r.received),
    channel: word("channel", r.channel),
    people: r.people ? range(r.people) : t("unknown"),
    condition: word("condition", r.condition),
  });
