// @ts-check
/** A whole message pasted into the form: what it says of place, people and number goes into fields that are empty, for a person to check. */
import { byId } from "../element.js";
import { t } from "../words.js";

const SHORT = 12; // a shorter paste is a word, not a message
let report = 0; // which one is being typed: what a message says is for the one that it was pasted into

export function startPasting() {
  byId("intake-form").addEventListener("paste", (/** @type {ClipboardEvent} */ e) => {
    const text = e.clipboardData?.getData("text/plain") ?? "";
    if (/** @type {any} */ (e.target).name === "text" && text.length >= SHORT) read(text);
  });
  byId("intake-form").addEventListener("reset", () => {
    report += 1;
    tell([]);
  });
}

/** @param {string} text */
async function read(text) {
  const mine = report;
  const answer = await fetch("/api/message", { method: "POST", headers: { "content-type": "application/json", "x-varne": "1" }, body: JSON.stringify({ text }) }).catch(() => null);
  if (!answer?.ok) return; // the text stands in the form as it is
  const { position, people, numbers } = await answer.json();
  if (mine !== report) return;
  const found = [put({ position: position ?? "" }), put(people ? { people_min: people.min, people_likely: people.likely, people_max: people.max } : {}), put(numbers.length === 1 ? { caller: numbers[0] } : {})];
  tell(["position", "people", "caller"].filter((_, i) => found[i]));
}

/** @param {Record<string, string|number>} values fields that belong together @returns {boolean} none of them was filled before, and now they are */
function put(values) {
  const fields = byId("intake-form").elements;
  const all = Object.entries(values).filter(([, value]) => value !== "");
  if (!all.length || all.some(([name]) => fields[name].value.trim() !== "")) return false;
  for (const [name, value] of all) {
    fields[name].value = String(value);
    fields[name].dispatchEvent(new Event("input", { bubbles: true })); // as if it were typed: the draft, the readings
  }
  return true;
}

/** @param {string[]} found */
const tell = (found) => (byId("intake-found").textContent = found.length ? t("intake.found", { fields: found.map((f) => t(`intake.found.${f}`)) }) : "");
