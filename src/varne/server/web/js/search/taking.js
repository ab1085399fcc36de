// @ts-check
/** What a person does with a plan: take it, hand it out, report that it was searched in vain. The program does none of it. */
import { act } from "../decide.js";
import { h } from "../element.js";
import { minuteTime } from "../format.js";
import { boatOf, nameOf } from "../state.js";
import { shownFor } from "../then.js";
import { t, word } from "../words.js";
import { fixesOf } from "./flown.js";
import { cut, plan, spanOf, tracksUntil } from "./plan.js";

/** @typedef {import("../types.js").SearchPlan} SearchPlan */

/** @param {{boat: string, doc: SearchPlan, request: any, known: number}} shown */
export const taking = (shown) =>
  boatOf(shown.boat)?.recorded
    ? act("search.take", nameOf(shown.boat), () => ({
        kind: "plan-accepted",
        boat: shown.boat,
        said: t("search.take_said", { assets: shown.doc.assets.filter((a) => a.track.length).map((a) => a.name) }),
        request: shown.request,
        version: shown.doc.version,
        known: shown.known,
        tracks: tracksUntil(shown.doc, (spanOf(shown.doc)?.[1] ?? 0) + 1),
        figures: worth(shown.doc),
      }))
    : h("p", { class: "second" }, t("search.open_first"));

/** @param {SearchPlan} doc */
function worth(doc) {
  const all = { pos: doc.pos_fresh, alive: doc.alive_fresh, bound: doc.bound, low: doc.flown?.low, high: doc.flown?.high };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => typeof v === "number"));
}

/** @param {SearchPlan} doc the tracks as files, and as words for the radio */
export function handing(doc) {
  const problem = h("span", { class: "warn", role: "alert" });
  const file = (/** @type {string} */ form) => h("button", { class: "act", onclick: () => handOut(doc, form, problem) }, t(`search.form.${form}`));
  return h("p", { class: "acts", role: "group", "aria-label": t("search.hand") }, h("span", { class: "second" }, t("search.hand")), ["gpx", "rtz", "radio-en", "radio-fr"].map(file), problem);
}

/** @param {SearchPlan} doc @param {string} form @param {HTMLElement} problem where it is said why there is no file */
async function handOut(doc, form, problem) {
  problem.textContent = "";
  try {
    await hand(doc, form);
  } catch (error) {
    problem.textContent = t("search.no_file", { why: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {SearchPlan} doc @param {string} form */
async function hand(doc, form) {
  const tracks = doc.assets
    .filter((a) => a.track.length > 1)
    .map((a) => ({ asset: a.name, pattern: a.areas[0].pattern, points: a.track, spacing_m: a.areas[0].spacing_m || null }));
  const answer = await fetch("/api/search/tracks", { method: "POST", headers: { "content-type": "application/json", "x-varne": "1" }, body: JSON.stringify({ form, tracks }) });
  if (!answer.ok) throw new Error((await answer.json()).problem.why);
  const file = URL.createObjectURL(await answer.blob());
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? `search.${form}`;
  h("a", { href: file, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(file), 60000);
}

/** Fixes of receivers, by asset, where a file was given. @type {Map<string, import("../types.js").Fix[]>} */
const read = new Map();
plan.watch(() => read.clear());

/** @param {{boat: string, doc: SearchPlan}} shown who searched, until when, and by which fixes: what is reported is what was flown */
export function reporting(shown) {
  const rows = shown.doc.assets.filter((a) => a.track.length > 1);
  const form = h(
    "details",
    { "data-keep": "search-report", class: "report-search" },
    h("summary", {}, t("search.report")),
    h("p", { class: "second" }, t("search.report_note")),
    h("ul", { class: "plain" }, rows.map(reportRow)),
    boatOf(shown.boat)?.recorded
      ? h("p", { class: "acts" }, act("search.in_vain", nameOf(shown.boat), () => inVain(shown, /** @type {Element} */ (form))))
      : h("p", { class: "second" }, t("search.open_first")),
  );
  return form;
}

/** @param {SearchPlan["assets"][number]} a */
const reportRow = (a) => {
  const said = h("span", { class: "second" });
  const file = h("input", { type: "file", accept: ".gpx,application/gpx+xml", "aria-label": t("search.fixes_of", { asset: a.name }), onchange: (/** @type {any} */ e) => readFixes(a.name, e.target.files?.[0], said) });
  return h("li", {}, h("label", { class: "check" }, h("input", { type: "checkbox", checked: true, value: a.name }), a.name), file, said);
};

/** @param {string} asset @param {File|undefined} file @param {HTMLElement} said */
async function readFixes(asset, file, said) {
  read.delete(asset);
  said.textContent = "";
  if (!file) return;
  try {
    const fixes = fixesOf(await file.text());
    if (fixes.length < 2) throw new Error(t("search.no_fixes"));
    read.set(asset, fixes);
    said.textContent = t("search.fixes", { count: fixes.length, begin: minuteTime(fixes[0][2]), end: minuteTime(fixes[fixes.length - 1][2]) });
  } catch (problem) {
    said.textContent = problem instanceof Error ? problem.message : String(problem);
  }
}

/** @param {{boat: string, doc: SearchPlan}} shown @param {Element} form */
function inVain(shown, form) {
  const boxes = /** @type {any[]} */ ([...form.querySelectorAll("input[type=checkbox]")]);
  const who = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const until = Math.min(shownFor(), Date.now()); // what is still to come has not been searched
  const tracks = shown.doc.assets
    .filter((a) => who.has(a.name))
    .map((a) => ({ asset: a.name, points: read.get(a.name) ?? cut(a.track, until).done, sweep_m: a.sweep_m, pattern: a.areas[0]?.pattern ?? "" }))
    .filter((track) => track.points.length > 1);
  const told = tracks.map((track) => `${track.asset} ${spanned(track.points)}${read.has(track.asset) ? ` ${word("fixes", "gpx")}` : ""}`);
  return { kind: "searched-in-vain", boat: shown.boat, said: tracks.length ? t("search.in_vain_said", { tracks: told }) : t("search.nothing_yet"), tracks, dim: shown.doc.dim };
}

/** @param {import("../types.js").Fix[]} points from when to when, to the minute */
export const spanned = (points) => `${minuteTime(points[0][2])}–${minuteTime(points[points.length - 1][2])}`;
