// @ts-check
/** A short tone for a new alarm, beside the words and never in their place: off until somebody switches it on at this screen. */
import { remember, remembered } from "./address.js";
import { byId } from "./element.js";

const NOTES = [880, 660]; // one after the other [Hz]
const LASTS = 0.18; // each [s]
const LOUD = 0.2;

/** @type {AudioContext|null} */
let audio = null;

export function startTone() {
  const box = byId("alarms-tone");
  box.checked = remembered("tone") === "on";
  box.onchange = () => {
    remember("tone", box.checked ? "on" : "off");
    if (box.checked) ring(); // as a proof that it can be heard
    else said();
  };
  if (box.checked) wake();
  for (const used of ["keydown", "pointerdown"]) document.addEventListener(used, () => box.checked && wake());
}

/** A browser plays nothing before the page was used by hand; then the switch says so. */
async function wake() {
  audio ??= new AudioContext();
  if (audio.state !== "running") {
    said();
    await audio.resume();
  }
  said();
}

function said() {
  byId("alarms-tone-off").hidden = !byId("alarms-tone").checked || audio?.state === "running";
}

let due = false;

/** Play it, where it is switched on: once, however many alarms came while the browser played nothing. */
export async function ring() {
  if (!byId("alarms-tone").checked || due) return;
  due = true;
  await wake().finally(() => (due = false));
  if (audio && byId("alarms-tone").checked) NOTES.forEach((note, i) => play(/** @type {AudioContext} */ (audio), note, i * LASTS));
}

/** @param {AudioContext} context @param {number} note [Hz] @param {number} wait [s] */
function play(context, note, wait) {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  const begin = context.currentTime + wait;
  tone.frequency.value = note;
  volume.gain.setValueAtTime(LOUD, begin);
  volume.gain.linearRampToValueAtTime(0, begin + LASTS); // without a ramp it clicks
  tone.connect(volume).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + LASTS);
}
