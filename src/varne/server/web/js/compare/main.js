// @ts-check
/** Two moments side by side. The address says which, so that a reload, or whoever gets it, sees exactly the same. */
import { readAddress, viewOf, writeAddress } from "../address.js";
import { startFrame } from "../door/frame.js";
import { admitted } from "../door/guard.js";
import { leave } from "../door/session.js";
import { byId, h, refresh, write } from "../element.js";
import { momentOf } from "../format.js";
import { getJson, newest } from "../newest.js";
import { whenAny, signal } from "../signal.js";
import { night, picture, selected } from "../state.js";
import { language, t, word } from "../words.js";
import { differences, moment, scope, summary } from "./said.js";
import { bodies } from "./table.js";

/** @typedef {import("../types.js").Comparison} Comparison */

const SIDES = ["a", "known_a", "b", "known_b"];
const WITHIN_S = 3;

/** @type {import("../signal.js").Signal<Comparison|null>} */
const told = signal(/** @type {any} */ (null));
/** @type {import("../signal.js").Signal<Record<string, string>>} the moments asked for, ISO; what is absent is as known then */
const wish = signal(/** @type {any} */ ({}));
/** @type {any} */
const page = { ready: false, told: () => told.get(), selected, maps: null };
/** @type {any} */ (window).varne = page; // for tests and for the curious

const want = newest(
  async (/** @type {Record<string, string>} */ asked) => {
    const answer = await fetch(`/api/compare?${new URLSearchParams({ ...asked, within: String(WITHIN_S) })}`);
    if (answer.status === 401) leave(); // locked, or ended: the page at the door says which
    if (answer.status >= 500) throw new Error(`the node answered ${answer.status}`);
    return answer.json();
  },
  (answer, asked) => {
    write("problem", answer.problem ? [answer.problem.why, answer.problem.mend].join("; ") : "");
    if (answer.problem || asked !== wish.get()) return false;
    const pending = answer.first.pending.length + answer.second.pending.length;
    write("pending", pending ? t("wait.forecast", { boats: pending }) : "");
    told.set(answer);
    return pending > 0;
  },
  (problem) => problem && write("problem", t("compare.silent")), // the answer takes it away again
);

/** @param {Record<string, string>} change what is asked for otherwise; an empty moment is as known then */
function ask(change) {
  const next = Object.fromEntries(Object.entries({ ...wish.get(), ...change }).filter(([, value]) => value));
  for (const side of ["a", "b"]) if (next[`known_${side}`] && Date.parse(next[`known_${side}`]) < Date.parse(next[side])) delete next[`known_${side}`];
  wish.set(next);
  for (const id of SIDES) byId(id).value = (next[id] ?? "").replace("T", " ").replace("Z", "");
  writeAddress(Object.fromEntries(SIDES.map((id) => [id, next[id] ?? null])));
  if (next.a && next.b) want(next);
}

/** All that is known: to the end of a replay, to this minute of a live night. */
const latest = () => (night.get()?.mode === "replay" ? (night.get()?.end ?? "") : whole(Date.now()));

/** @param {number} at [ms] */
const whole = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** @param {string|undefined} said a moment @returns {string} ISO, to the second; empty for what is no time */
function isoOf(said) {
  const at = momentOf(said);
  return at === null ? "" : whole(at);
}

/** The chosen boat as each picture names it. @returns {(string|null)[]} */
function chosen() {
  const row = told.get()?.boats.find((b) => [b.first, b.second].includes(selected.get()));
  return [row?.first ?? null, row?.second ?? null];
}

/** @param {string} key @param {import("../types.js").Picture} one */
const called = (key, one) => `${t(key)}: ${moment(one)}`;

/** @param {Comparison} now */
const head = (now) =>
  h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("compare.boat")), h("th", { scope: "col" }, t("compare.fact")), h("th", { scope: "col" }, called("compare.first", now.first)), h("th", { scope: "col" }, called("compare.second", now.second))));

function draw() {
  const now = told.get();
  document.title = `${t("compare.head")} · Varne`;
  const c = night.get();
  if (c) {
    document.documentElement.dataset.label = c.label;
    byId("label").textContent = t(`label.${c.label}`);
    byId("label-strip").textContent = t(`label.${c.label}.long`);
  }
  if (!now) return;
  byId("back").href = `./?at=${now.second.at}`;
  byId("caption_a").textContent = called("compare.first", now.first);
  byId("caption_b").textContent = called("compare.second", now.second);
  write("summary", summary(now));
  refresh(byId("differs"), [now.boats, now.night, now.alarms_first, now.alarms_second, language.get()], () => differences(now));
  refresh(byId("scope"), [now.first.known, now.second.known, language.get()], () => scope(now));
  refresh(byId("table"), [now, byId("all").checked, language.get()], () => [head(now), ...bodies(now, byId("all").checked)]);
}

async function drawMaps(/** @type {string|undefined} */ view) {
  try {
    const maps = await import("./maps.js");
    const both = await maps.startMaps(["map_a", "map_b"], viewOf(view));
    const show = () => {
      const now = told.get();
      const ids = chosen();
      if (now) [now.first, now.second].forEach((one, i) => maps.show(both[i], one, ids[i]));
    };
    whenAny([told, selected, language], show);
    byId("to-strait").onclick = () => maps.toStrait(both[0]);
    byId("to-boat").onclick = () => told.get() && maps.toBoat(both[0], [told.get()?.first, told.get()?.second].flatMap((p) => p ?? []), chosen());
    page.maps = both.map((one) => one.map);
  } catch (problem) {
    byId("no-map").hidden = false;
    byId("no-map").textContent = t("map.none", { why: problem instanceof Error ? problem.message : String(problem) });
  }
}

async function start() {
  const address = readAddress();
  await startFrame(draw);
  await admitted();
  night.set(await getJson("/api/case"));
  selected.set(address.boat || null);
  for (const id of SIDES) byId(id).onchange = (/** @type {any} */ e) => e.target.reportValidity() && ask({ [id]: isoOf(e.target.value) || (id.startsWith("known") ? "" : wish.get()[id]) });
  for (const side of ["a", "b"]) byId(`now_${side}`).onclick = () => ask({ [`known_${side}`]: latest() });
  byId("moments").onsubmit = (/** @type {SubmitEvent} */ e) => e.preventDefault();
  byId("all").onchange = draw;
  // Names are looked up in both pictures: a boat or a report may be in one of them only.
  told.watch((now) => now && picture.set({ ...now.second, boats: [...now.second.boats, ...now.first.boats], reports: [...now.second.reports, ...now.first.reports] }));
  whenAny([told, night, selected, language], draw);
  whenAny([selected], () => writeAddress({ boat: selected.get() }));
  const opening = isoOf(address.a) || isoOf(night.get()?.start) || whole(Date.now());
  ask({ a: opening, known_a: isoOf(address.known_a), b: isoOf(address.b) || opening, known_b: isoOf(address.known_b) });
  await drawMaps(address.map);
  page.ready = true;
}

start();
