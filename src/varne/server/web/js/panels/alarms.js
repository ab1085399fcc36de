// @ts-check
/** Alarms as sentences with a boat, a time and an owner: never only a colour, never only a sound. */
import { byId, h, refresh } from "../element.js";
import { clockTime } from "../format.js";
import { whenAny } from "../signal.js";
import { nameOf, picture, selected } from "../state.js";
import { language, say, t, word } from "../words.js";

export function startAlarms() {
  whenAny([picture, language], () => {
    const alarms = picture.get()?.alarms ?? [];
    const waiting = alarms.filter((a) => !a.acknowledged_by).length;
    byId("alarms-count").textContent = waiting ? t("alarms.waiting", { count: waiting }) : t("alarms.none_waiting");
    byId("alarms-panel").classList.toggle("ringing", waiting > 0);
    refresh(byId("alarms"), [alarms, language.get()], () =>
      [...alarms].sort((a, b) => Number(!!a.acknowledged_by) - Number(!!b.acknowledged_by)).map(row),
    );
  });
}

/** @param {import("../types.js").Alarm} alarm */
const row = (alarm) =>
  h(
    "li",
    { class: alarm.acknowledged_by ? "done" : "waiting" },
    h("span", { class: "alarm-sign", "aria-hidden": "true" }, alarm.acknowledged_by ? "✓" : "!"),
    h(
      "div",
      {},
      h("span", { class: "alarm-words" }, say(alarm.words)),
      h(
        "span",
        { class: "second" },
        t("alarms.since", { since: clockTime(alarm.since) }),
        alarm.acknowledged_by && ` · ${t("alarms.acknowledged", { role: word("role", alarm.acknowledged_by) })}`,
        alarm.boat && " · ",
        alarm.boat && h("button", { class: "link", onclick: () => selected.set(alarm.boat) }, nameOf(alarm.boat)),
      ),
    ),
  );
