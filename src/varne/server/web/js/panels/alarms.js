// @ts-check
/** Alarms as sentences: since when, whose they are, what they ask for, who has seen or taken them. Never only a colour or a sound. */
import { act, whyNot } from "../decide.js";
import { byId, h, refresh } from "../element.js";
import { minuteTime } from "../format.js";
import { bare } from "../keys.js";
import { whenAny } from "../signal.js";
import { nameOf, night, picture, selected } from "../state.js";
import { startTone } from "../tone.js";
import { language, say, t, word } from "../words.js";

/** @typedef {import("../types.js").Alarm} Alarm */

/** @param {import("../types.js").Picture|null} now @returns {Alarm[]} those that none of their owners has seen and nobody has taken */
export const waiting = (now) => (now?.alarms ?? []).filter((a) => a.waits);

export function startAlarms() {
  startTone();
  document.addEventListener("keydown", onKey);
  whenAny([picture, night, language], () => {
    const alarms = picture.get()?.alarms ?? [];
    const count = waiting(picture.get()).length;
    byId("alarms-count").textContent = count ? `${t("alarms.waiting", { count })} · ${t("alarms.key")}` : t("alarms.none_waiting");
    byId("alarms-panel").classList.toggle("ringing", count > 0);
    refresh(byId("alarms"), [alarms, alarms.map((a) => nameOf(a.boat)), whyNot(), language.get()], () => alarms.map(row));
  });
}

/** A goes to the first alarm that waits, or that stands. @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key.toLowerCase() !== "a" || !bare(event)) return;
  const alarm = /** @type {HTMLElement|null} */ (byId("alarms").querySelector("li.waiting") ?? byId("alarms").querySelector("li"));
  if (!alarm) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (alarm.querySelector("button.act:not(:disabled)") ?? alarm).focus();
}

/** @param {Alarm} alarm */
const row = (alarm) =>
  h(
    "li",
    { class: alarm.waits ? "waiting" : "done", tabindex: -1, "data-row": alarm.key },
    h("span", { class: "alarm-sign", "aria-hidden": "true" }, alarm.waits ? "!" : "✓"),
    h(
      "div",
      {},
      h("span", { class: "alarm-words" }, say(alarm.words)),
      h(
        "span",
        { class: "second" },
        [t("alarms.since", { since: minuteTime(alarm.since) }), ...whose(alarm), t(`alarms.asks.${alarm.kind}`)].join(" · "),
        alarm.boat && " · ",
        alarm.boat && h("button", { class: "link", onclick: () => selected.set(alarm.boat) }, nameOf(alarm.boat)),
      ),
      night.get()?.mode === "live" && acts(alarm),
    ),
  );

/** @param {Alarm} alarm @returns {string[]} who deals with it, or should; who has seen it, and which owner has not */
function whose({ owners, taken, acknowledged, waits }) {
  const owner = owners.length ? owners.join(", ") : t("alarms.every_centre");
  const seen = acknowledged.map((by) => t("alarms.acknowledged", { ...by, at: minuteTime(by.at) }));
  const blind = waits && acknowledged.length > 0 && t("alarms.unseen_by", { owner });
  return [taken ? t("alarms.taken", { ...taken, at: minuteTime(taken.at) }) : t("alarms.owned", { owner }), ...seen, blind].filter((s) => typeof s === "string");
}

/** What a person can do about it: say that this centre has seen it, and deal with it in place of whoever does. @param {Alarm} alarm */
function acts(alarm) {
  const seen = alarm.acknowledged.some((by) => by.centre === night.get()?.centre);
  const kinds = [...(seen ? [] : ["alarm-acknowledged"]), "alarm-taken"];
  const words = (/** @type {string} */ kind) => `act.${kind}${kind === "alarm-taken" && alarm.taken ? ".over" : ""}`;
  return h("p", { class: "acts" }, kinds.map((kind) => act(words(kind), say(alarm.words), () => attending(kind, alarm))));
}

/** @param {string} kind @param {Alarm} alarm */
const attending = (kind, alarm) => ({
  kind,
  alarm: alarm.key,
  said: `${say(alarm.words)}. ${t(`decide.${kind}.what`)}`,
  reason_may: true,
});
