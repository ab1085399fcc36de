// @ts-check
/** Looking ahead up to six hours: a slider at the boat and one on the time bar, one button back, and what is expected in words. */
import { remember, remembered } from "./address.js";
import { at } from "./clock.js";
import { copyButton } from "./copy.js";
import { byId, h, refresh } from "./element.js";
import { age, clockTime, minuteTime, percent, position } from "./format.js";
import { bare } from "./keys.js";
import { states } from "./panels/forecast.js";
import { plan } from "./search/plan.js";
import { whenAny } from "./signal.js";
import { politely } from "./spoken.js";
import { boatOf, nameOf, picture, selected } from "./state.js";
import { inWater, then, thenAt } from "./then.js";
import { language, say, t } from "./words.js";

const MINUTE = 60000; // [ms]
const STEP = 10 * MINUTE;
const STEPS = 36; // six hours
const SLIDERS = ["ahead-slider", "ahead-bar"];
const BACK = ["ahead-now", "ahead-bar-now", "ahead-strip-now"];

export function startAhead() {
  for (const id of SLIDERS) byId(id).oninput = (/** @type {any} */ e) => look(Number(e.target.value));
  for (const id of BACK) byId(id).onclick = () => look(0);
  document.addEventListener("keydown", onKey);
  inWater.set({ water: remembered("water", true) ?? "", buoyancy: remembered("buoyancy", true) ?? "unknown" });
  for (const name of /** @type {("water"|"buoyancy")[]} */ (["water", "buoyancy"])) {
    byId(`ahead-${name}`).value = inWater.get()[name];
    byId(`ahead-${name}`).onchange = (/** @type {any} */ e) => e.target.reportValidity() && known(name, e.target.value);
  }
  selected.watch(() => known("buoyancy", "unknown")); // what people wear is known of one boat, the water is everybody's
  at.watch(follow);
  follow(at.get()); // an address may name a moment that has been
  whenAny([at, thenAt, then, selected, picture, language], draw);
}

/** @param {"water"|"buoyancy"} name @param {string} value */
function known(name, value) {
  byId(`ahead-${name}`).value = value;
  inWater.set({ ...inWater.get(), [name]: value });
  remember(name, value, true);
}

/** The moment shown, to the minute below. */
const base = () => Math.floor(at.get() / MINUTE) * MINUTE;

/** @param {number} steps of ten minutes ahead of the moment shown; 0 is back to it */
const look = (steps) => thenAt.set(steps > 0 ? base() + steps * STEP : null);

/** "0" is back from anywhere, unless something is being typed. */
function onKey(/** @type {KeyboardEvent} */ event) {
  if (event.key !== "0" || !bare(event)) return;
  look(0);
  event.preventDefault();
}

/** A moment that has come, or that is further than anybody looks, is looked ahead to no more; a plan keeps its own. @param {number} now */
function follow(now) {
  const moment = thenAt.get();
  if (moment !== null && !plan.get() && (moment <= now || moment > now + STEPS * STEP)) look(0);
}

function draw() {
  const boat = boatOf(selected.get());
  const moment = thenAt.get();
  const can = !!boat?.forecast;
  const waits = !picture.get() || plan.get() || picture.get()?.pending?.includes(boat?.id ?? "");
  if (moment !== null && !can && !waits) return look(0); // without a forecast there is nothing ahead: a boat let go, or closed
  const steps = moment === null ? 0 : Math.min(STEPS, Math.max(0, Math.round((moment - base()) / STEP)));
  for (const id of SLIDERS) {
    byId(id).disabled = !can;
    byId(id).value = String(steps);
    byId(id).setAttribute("aria-valuetext", moment === null ? t("ahead.at_now") : said(moment));
  }
  for (const id of BACK) byId(id).disabled = moment === null;
  byId("ahead-bar-said").textContent = moment === null ? t(can ? "ahead.at_now" : "ahead.choose") : said(moment);
  byId("ahead-moment").textContent = moment === null ? t("ahead.at_now") : said(moment);
  byId("ahead").hidden = !can;
  const shown = can && moment !== null && then.get()?.boat === boat?.id ? then.get() : null;
  drawStrip(moment, shown);
  byId("ahead-people").hidden = !boat || !mayBeInWater(shown?.forecast ?? boat.forecast);
  refresh(byId("ahead-said"), [shown && { ...shown, points: 0, forecast: 0 }, language.get()], () => (shown ? summary(shown) : []));
  speak(shown);
  refresh(byId("ahead-states"), [shown?.lon, shown?.lat, shown?.forecast?.states, shown?.forecast?.stranded, shown?.alive?.notes, language.get()], () => (shown?.forecast ? [placeToCopy(shown), states(shown.forecast), notes(shown)] : []));
}

/** @param {number} moment */
const said = (moment) => t("ahead.value", { moment: minuteTime(moment), ahead: age((moment - base()) / 1000) });

/** Over the map as long as it shows another moment than the picture's. @param {number|null} moment @param {import("./types.js").Then|null} shown */
function drawStrip(moment, shown) {
  byId("ahead-strip").hidden = moment === null || !boatOf(selected.get());
  const words = shown ? t(shown.forecast ? "ahead.strip" : "ahead.none", { boat: nameOf(shown.boat), moment: minuteTime(shown.at), known: clockTime(shown.made) }) : t("ahead.coming");
  if (byId("ahead-strip-said").textContent !== words) byId("ahead-strip-said").textContent = words;
}

/** @param {import("./types.js").Forecast|null} forecast */
const mayBeInWater = (forecast) => (forecast?.states.people_in_water ?? 0) + (forecast?.states.swamped ?? 0) >= 0.01;

/** @param {import("./types.js").Then} shown one sentence for eyes and ears, and one about those who live */
function summary(shown) {
  const { forecast, lon, lat } = shown;
  const when = { moment: minuteTime(shown.at), known: clockTime(shown.made) };
  if (!forecast || lon === null || lat === null) return [h("p", { class: "warn" }, t("ahead.none", when))];
  return [h("p", {}, t("ahead.said", { ...when, place: position(lon, lat) })), shown.alive ? living(shown.alive) : null];
}

let spoken = "";

/** Said once for a moment, and when more or fewer live: its words change with every picture, for they say by when it is known. @param {import("./types.js").Then|null} shown */
function speak(shown) {
  const now = shown ? [shown.boat, shown.at, shown.alive && living(shown.alive).textContent].join() : "";
  if (shown && now !== spoken) politely(byId("ahead-said").textContent);
  spoken = now;
}

/** @param {NonNullable<import("./types.js").Then["alive"]>} alive */
const living = ({ low, likely, high, people }) =>
  h("p", {}, t("ahead.alive", { low: percent(low), likely: percent(likely), high: percent(high) }), " ", people && t("ahead.alive_people", { min: people.min, max: people.max }));

/** Beside what is said of it, not in it: a screen reader says that unasked. @param {import("./types.js").Then} shown */
const placeToCopy = ({ lon, lat }) => lon !== null && lat !== null && copyButton(position(lon, lat));

/** @param {import("./types.js").Then} shown */
const notes = ({ alive }) => alive && h("ul", { class: "plain second" }, alive.notes.map((w) => h("li", {}, say(w))));
