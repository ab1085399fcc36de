// @ts-check
/** The search panel of the chosen boat: the form, the plan as it comes, the plan in time, and what was searched before. */
import { at, playing } from "../clock.js";
import { act, refusal, whyNot } from "../decide.js";
import { byId, h, refresh, write } from "../element.js";
import { clockTime, minuteTime, percent } from "../format.js";
import { getJson } from "../newest.js";
import { whenAny } from "../signal.js";
import { politely } from "../spoken.js";
import { asOf, boatOf, following, picture, reportOf, selected } from "../state.js";
import { shownFor, then, thenAt, whatIf } from "../then.js";
import { withdrawing } from "../verdicts.js";
import { language, say, t, word } from "../words.js";
import { ask, asking, refuse, stop } from "./asking.js";
import { fields, renew, said } from "./form.js";
import { frame, plan, spanOf, tracksUntil } from "./plan.js";
import { assumed, figures, orders, problems, quickWords } from "./result.js";
import { handing, reporting, spanned, taking } from "./taking.js";

const MINUTE = 60000; // [ms]

export function startSearch() {
  byId("plan-open").onclick = open;
  byId("search-form").onsubmit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const boat = selected.get();
    const wish = said(byId("search-form"));
    if (boat && wish.assets.some((a) => !a.withheld)) ask(boat, wish);
    else if (boat) refuse(boat, { said: { key: "search.nobody", text: "" } });
  };
  byId("search-stop").onclick = stop;
  byId("search-time").oninput = (/** @type {any} */ e) => thenAt.set(Number(e.target.value));
  byId("search-ground").onchange = (/** @type {any} */ e) => frame.set(e.target.checked ? "ground" : "water");
  byId("search-what-if").onchange = supposed;
  whenAny([picture, selected, language, playing, asking, plan], draw);
  whenAny([plan, thenAt, at, then, language], drawTime);
  whenAny([plan, thenAt], supposed);
  at.watch(follow);
  selected.watch(turnTo);
}

/** What was filled in, asked or planned for one boat is not another's. @param {string|null} boat that is chosen now */
function turnTo(boat) {
  const [shown, asked] = [plan.get(), asking.get()];
  const before = shown?.boat ?? asked?.boat;
  if (before === boat) return;
  byId("search-form").hidden = true;
  if (shown && boat && asked?.done && opened(shown.boat, boat)) {
    plan.set({ ...shown, boat });
    asking.set({ ...asked, boat });
  } else if (before) forget();
}

/** An officer opened it: the same boat under an id of its own, for a proposed one is called by the report that came in first. @param {string} proposed @param {string} boat */
function opened(proposed, boat) {
  const heir = boatOf(boat);
  const [first] = (heir?.reports ?? []).flatMap((id) => reportOf(id) ?? []).sort((a, b) => Date.parse(a.received) - Date.parse(b.received) || a.seq - b.seq);
  return !boatOf(proposed) && !!heir?.recorded && `boat:${first?.id}` === proposed;
}

function forget() {
  stop();
  asking.set(null);
  plan.set(null);
  thenAt.set(null);
}

/** The time bar moves the plan too, where it knows that moment; live, where it only ticks, the plan stays where it was put. @param {number} moment */
function follow(moment) {
  const shown = plan.get();
  const span = shown && spanOf(shown.doc);
  if (!span || following()) return;
  if (moment >= span[0] && moment <= span[1]) thenAt.set(moment);
}

/** Opens the panel with the soonest chosen beforehand: pressing Enter once more plans. */
async function open() {
  byId("search-panel").open = true;
  const boat = selected.get();
  if (!boat) return;
  try {
    const fleet = await getJson(`/api/fleet?boat=${encodeURIComponent(boat)}${asOf("&")}`);
    if (selected.get() !== boat) return; // its times are not those of the boat that is chosen by now
    const held = fleet.map((/** @type {any} */ a) => [a.name, a.withheld]); // times alone do not take away what was filled in
    refresh(byId("search-fields"), [boat, language.get(), held], () => fields(boat, fleet));
    renew(byId("search-fields"), fleet);
    byId("search-form").hidden = false;
    byId("search-go").focus();
  } catch (problem) {
    refuse(boat, { why: problem instanceof Error ? problem.message : String(problem) });
  }
}

function draw() {
  const boat = boatOf(selected.get());
  byId("search-panel").hidden = !boat;
  byId("plan-open").disabled = !boat || boat.lon === null;
  if (!boat) return;
  const now = asking.get()?.boat === boat.id ? asking.get() : null;
  const shown = plan.get()?.boat === boat.id ? plan.get() : null;
  byId("search-stop").hidden = !now || now.done;
  byId("search-progress").hidden = !now || now.done;
  byId("search-progress").value = now?.share ?? 0;
  write("search-problem", now?.problem ? (now.problem.said ? say(now.problem.said) : [now.problem.why, now.problem.mend].filter(Boolean).join("; ")) : "");
  byId("search-result").hidden = !shown;
  refresh(byId("search-quick"), [shown?.doc.quick, shown?.doc.problems, language.get()], () => (shown ? [quickWords(shown.doc), problems(shown.doc)] : []));
  const done = shown && shown.request ? shown : null;
  const sails = done && spanOf(done.doc) ? done : null; // nobody takes, hands out or reports a plan in which nobody goes
  byId("search-in-time").hidden = !sails;
  refresh(byId("search-worth"), [done?.doc, boat.unaccounted, language.get()], () => (done ? [...figures(done.doc, boat.id), h("h4", {}, t("search.orders")), orders(done.doc), assumed(done.doc)] : []));
  refresh(byId("search-acts"), [sails?.doc, boat.id, boat.recorded, whyNot(), language.get()], () => (sails ? [h("p", { class: "acts" }, taking(sails)), refusal(), handing(sails.doc), reporting(sails)] : []));
  refresh(byId("search-before"), [boat.searches, boat.left, whyNot(), language.get()], () => before(boat));
  announce(now, shown);
}

let told = "";

/** The first answer and the last are said aloud and brought into view; the steps between them are not. @param {any} now @param {any} shown */
function announce(now, shown) {
  const step = !shown ? "" : now?.done ? "done" : "first";
  if (shown && step !== told) {
    const words = quickWords(shown.doc) || problems(shown.doc); // problems where nobody can go: then there is no figure either
    politely(shown.doc.pos_fresh !== null && now?.done ? t("search.done", { share: percent(shown.doc.pos_fresh) }) : words ? (words.textContent ?? "") : "");
    if (!byId("search-fields").contains(document.activeElement)) byId("search-quick").scrollIntoView({ block: "center" });
  }
  told = step;
}

function drawTime() {
  const shown = plan.get();
  const span = shown && spanOf(shown.doc);
  if (!span) return;
  const [begin, end] = span;
  const slider = byId("search-time");
  slider.min = begin;
  slider.max = begin + MINUTE * Math.ceil((end - begin) / MINUTE);
  slider.value = shownFor();
  const moment = minuteTime(shownFor());
  slider.setAttribute("aria-valuetext", `${moment} UTC`);
  byId("search-moment").textContent = t("search.moment", { at: moment });
  const was = whatIf.get() ? then.get() : null;
  const left = was?.cumulative ? t("search.left", { share: percent(was.cumulative[was.cumulative.length - 1] ?? 0), low: percent(was.low ?? 0), high: percent(was.high ?? 0) }) : "";
  write("search-left", left);
}

/** Ticked, the map shows what would be left if nothing were found until the moment of the plan. */
function supposed() {
  const shown = plan.get();
  const ticked = shown?.request && byId("search-what-if").checked;
  whatIf.set(ticked ? { tracks: tracksUntil(shown.doc, shownFor()), dim: shown.doc.dim } : null);
}

/** @param {import("../types.js").Boat} boat what was taken and searched before, each to be taken back */
function before(boat) {
  const searches = boat.searches ?? [];
  if (searches.length === 0) return [];
  const sum = boat.left?.cumulative ?? [];
  return [
    h("h4", {}, t("search.recorded")),
    sum.length > 0 && h("p", {}, t("search.cumulative", { share: percent(sum[sum.length - 1]), low: percent(boat.left?.low ?? 0), high: percent(boat.left?.high ?? 0) })),
    boat.left && h("p", { class: "second" }, t("search.what_is_left", { states: Object.entries(boat.left.by_state).filter(([, p]) => p > 0).map(([s, p]) => `${word("state", s)} ${percent(p)}`) })),
    ...(boat.left?.uncounted ?? []).map((w) => h("p", { class: "warn doubt" }, say(w))),
    h("ul", { class: "plain" }, [...searches].reverse().map(searchRow)),
  ];
}

/** @param {import("../types.js").SearchRow} s */
const searchRow = (s) => {
  const who = s.tracks.map((x) => `${x.asset} ${spanned(x.points)}`);
  const words = t(`search.row.${s.kind}`, { tracks: who });
  return h("li", { class: "decision" }, h("p", {}, h("strong", {}, clockTime(s.at)), ` ${words}`), h("p", { class: "second" }, [word("centre", s.centre), word("role", s.role), s.reason].filter(Boolean).join(" · ")), h("p", { class: "acts" }, act("act.withdraw", words, () => withdrawing(s.id, words))));
};
