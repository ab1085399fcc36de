// @ts-check
/** A moment kept to hold others against it: pinned on the time bar, then compared with whatever is shown. */
import { remember, remembered } from "./address.js";
import { at } from "./clock.js";
import { byId } from "./element.js";
import { clockTime } from "./format.js";
import { signal, whenAny } from "./signal.js";
import { following, night, selected } from "./state.js";
import { language, t } from "./words.js";

/** @type {import("./signal.js").Signal<string|null>} the pinned moment, ISO */
const pinned = signal(/** @type {any} */ (null));

/** The moment shown, to the second. */
const shown = () => `${new Date(at.get()).toISOString().slice(0, 19)}Z`;

export function startPin() {
  pinned.set(remembered("pin", true));
  byId("pin").onclick = () => {
    pinned.set(shown());
    remember("pin", shown(), true);
  };
  whenAny([at, pinned, selected, night, language], draw);
}

function draw() {
  const moment = pinned.get();
  const end = night.get()?.end;
  byId("compare-pinned").hidden = moment === null || moment === shown();
  byId("compare-pinned").textContent = moment ? t("compare.with", { moment: clockTime(moment) }) : "";
  byId("compare-pinned").href = address({ a: moment ?? "", b: shown() });
  byId("compare-known").hidden = following(); // what is known now and what is known now are one
  byId("compare-known").href = address({ a: shown(), b: shown(), known_b: end ?? `${new Date().toISOString().slice(0, 19)}Z` });
}

/** @param {Record<string, string>} moments */
const address = (moments) => `./compare.html?${new URLSearchParams({ ...moments, ...(selected.get() && { boat: selected.get() ?? "" }) })}`;
