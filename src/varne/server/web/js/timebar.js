// @ts-check
/** The time bar: run, stop, speed, and a slider over the night with a tick for everything that was recorded. */
import { at, jump, neighbour, playing, SPEEDS, span, speed, toggle } from "./clock.js";
import { byId, h, refresh } from "./element.js";
import { clockTime, day, frenchTime, utcSeconds } from "./format.js";
import { bare } from "./keys.js";
import { whenAny } from "./signal.js";
import { nameOf, night, picture, timeline } from "./state.js";
import { language, say, t } from "./words.js";

export function startTimebar() {
  byId("play").onclick = toggle;
  byId("next").onclick = () => jump(neighbour(timeline.get(), at.get(), 1));
  byId("previous").onclick = () => jump(neighbour(timeline.get(), at.get(), -1));
  byId("slider").oninput = (/** @type {any} */ e) => {
    if (night.get()?.mode === "live") playing.set(false);
    jump(Number(e.target.value));
  };
  byId("speed").onchange = (/** @type {any} */ e) => speed.set(Number(e.target.value));
  document.addEventListener("keydown", onKey);
  whenAny([timeline, span, language], drawTicks);
  whenAny([speed, night, language], drawSpeeds);
  whenAny([at, playing, timeline, language, picture], drawNow);
}

/** Space, n and p work everywhere but where a key already means something. */
function onKey(/** @type {KeyboardEvent} */ event) {
  const on = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const typed = on.closest("select, textarea, input:not([type=range])");
  if (event.key === " " && !typed && !on.closest("button, summary, a")) toggle();
  else if (event.key === "n" && bare(event)) byId("next").click();
  else if (event.key === "p" && bare(event)) byId("previous").click();
  else return;
  event.preventDefault();
}

/** @param {number} moment @returns {string} where it lies on the bar */
const along = (moment) => {
  const { start, end } = span.get();
  return `${(100 * (moment - start)) / Math.max(1, end - start)}%`;
};

/** The kinds of event that are somebody's decision: their tick is taller. */
const DECISIONS = /^(plan|searched|closing|handover|boat|people|broadcast|reports|decision)-/;

function drawTicks() {
  const { start, end } = span.get();
  const step = Math.max(1, Math.ceil((end - start) / 3600000 / 18)) * 3600000;
  refresh(byId("ticks"), [timeline.get(), start, Math.round(end / 60000), language.get()], () => [
    ...timeline.get().map((e) => {
      const decision = DECISIONS.test(e.kind);
      return placed(h("i", { class: decision ? "tick decision" : "tick", title: `${clockTime(e.at)} ${say(e.words)}` }), Date.parse(e.at));
    }),
    ...Array.from({ length: Math.max(0, Math.floor(end / step) - Math.ceil(start / step) + 1) }, (_, i) => {
      const moment = (Math.ceil(start / step) + i) * step;
      return placed(h("b", { class: "hour" }, clockTime(moment)), moment);
    }),
  ]);
}

/** @param {HTMLElement} element @param {number} moment */
function placed(element, moment) {
  element.style.left = along(moment); // set on the object: the content policy refuses style attributes
  return element;
}

function drawSpeeds() {
  const live = night.get()?.mode === "live";
  byId("speed").disabled = live;
  const all = [...new Set([...SPEEDS, speed.get()])].sort((a, b) => a - b);
  refresh(byId("speed"), [all, language.get()], () => all.map((s) => h("option", { value: s }, t("time.times", { speed: s }))));
  byId("speed").value = String(speed.get());
}

const LIVE_BEHIND = 8000; // without news a live picture is asked for every five seconds [ms]

function drawNow() {
  const now = at.get();
  const slider = byId("slider");
  slider.min = span.get().start;
  slider.max = span.get().end;
  slider.value = now;
  slider.setAttribute("aria-valuetext", `${day(now)} ${clockTime(now - (now % 1000))} UTC`);
  byId("utc").textContent = utcSeconds(now);
  byId("day").textContent = day(now);
  byId("french").textContent = frenchTime(now);
  byId("play").textContent = playing.get() ? t("time.pause") : t("time.play");
  byId("play").setAttribute("aria-pressed", String(playing.get()));
  const current = timeline.get().findLast((e) => Date.parse(e.at) <= now);
  refresh(byId("event"), [current, nameOf(current?.boat ?? null), language.get()], () =>
    current ? [h("strong", {}, clockTime(current.at)), " ", say(current.words)] : [t("time.nothing_yet")],
  );
  const shown = picture.get();
  const behind = shown ? Math.abs(now - Date.parse(shown.at)) : 0; // two seconds of play are the usual way of the answer
  const usual = night.get()?.mode === "live" ? LIVE_BEHIND : 2000 * speed.get();
  byId("as-of").classList.toggle("warn", behind > usual);
  byId("as-of").textContent = shown ? t("time.as_of", { at: clockTime(Math.floor(Date.parse(shown.at) / 1000) * 1000), seq: shown.log_position }) : "";
}
