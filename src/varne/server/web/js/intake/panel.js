// @ts-check
/** A new report, by keyboard alone: R opens the form, what is typed survives a reload, and it waits in the outbox until the node has it. */
import { remember, remembered } from "../address.js";
import { byId, h, refresh } from "../element.js";
import { position } from "../format.js";
import { whenAny } from "../signal.js";
import { playing } from "../clock.js";
import { night, wantPicture } from "../state.js";
import { fields, order } from "./form.js";
import { lineOf } from "./line.js";
import { discard, post, send, waiting } from "./outbox.js";
import { choices, chosen, read, reading, readings } from "./place.js";
import { language, t } from "../words.js";

let id = "";
let opened = 0;

export function startIntake() {
  whenAny([night, language], drawButton);
  whenAny([waiting, language], drawOutbox);
  whenAny([readings, chosen], drawReadings);
  byId("intake-open").onclick = open;
  byId("intake-missed").onclick = missed;
  byId("intake-cancel").onclick = close;
  byId("intake").onkeydown = (/** @type {KeyboardEvent} */ e) => {
    if (e.key === "Escape") close();
    e.stopPropagation(); // keys typed here are no keys of the page
  };
  byId("intake-form").oninput = typed;
  byId("intake-form").onsubmit = handIn;
  document.addEventListener("keydown", (e) => {
    if (e.key.toLowerCase() === "r" && !e.ctrlKey && !e.metaKey && !e.altKey && !writing(e.target) && live()) {
      e.preventDefault();
      open();
    }
  });
  waiting.watch(() => live() && wantPicture(null)); // what the node has taken is on the screen at once
  send();
}

const live = () => night.get()?.mode === "live";

/** @param {EventTarget|null} where keys belong to a field or an open window @returns {boolean} */
const writing = (where) => (where instanceof Element && where.closest("input, select, textarea") !== null) || document.querySelector("dialog[open]") !== null;

function drawButton() {
  byId("intake-bar").hidden = !live();
  byId("intake-fields").replaceChildren(...fields());
  restore();
}

/** @returns {Record<string, string>} */
const values = () => /** @type {any} */ (Object.fromEntries(new FormData(byId("intake-form"))));

function open() {
  if (!id) [id, opened] = [crypto.randomUUID(), Date.now()];
  playing.set(true); // what comes in now belongs to now
  byId("intake").show(); // not modal: the map behind it is for pointing at
  byId("intake-form").elements.channel.focus();
}

function typed(/** @type {Event} */ e) {
  const field = /** @type {HTMLInputElement} */ (e.target);
  if (field.name === "position") read(field.value);
  if (field.name === "condition") order(byId("intake-form"));
  remember("draft", JSON.stringify({ id, opened, ...values() }));
}

function close() {
  byId("intake").close();
  byId("intake-open").focus();
}

/** What was typed before the page was left. */
function restore() {
  /** @type {Record<string, string>} */
  let draft = {};
  try {
    draft = JSON.parse(remembered("draft") ?? "{}");
  } catch {
    // a draft that cannot be read is no draft
  }
  const form = byId("intake-form");
  [id, opened] = [draft.id ?? "", Number(draft.opened ?? 0)];
  for (const [name, value] of Object.entries(draft)) if (name !== "reading" && form.elements[name]) form.elements[name].value = value;
  order(form);
  if (draft.position) read(draft.position);
}

/** @param {SubmitEvent} e */
function handIn(e) {
  e.preventDefault();
  const said = (/** @type {string} */ field, /** @type {string} */ value) => `${t(`intake.${field}`)}: ${value}`;
  post(lineOf(values(), id, opened, reading(), said));
  forget();
  close();
  byId("say-politely").textContent = t("intake.handed_in");
}

function forget() {
  remember("draft", "{}");
  byId("intake-form").reset();
  readings.set([]);
  [id, opened] = ["", 0];
}

/** A call that nobody answered: all that is known is that it came. */
function missed() {
  post({ id: crypto.randomUUID(), received: new Date().toISOString(), channel: "missed_call", source: "occupant" });
  byId("say-politely").textContent = t("intake.handed_in");
}

/** A place on the map, for the form that is open. @param {number} lon @param {number} lat */
export function placed(lon, lat) {
  const field = byId("intake-form").elements.position;
  field.value = position(lon, lat);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const drawReadings = () => byId("intake-readings")?.replaceChildren(.../** @type {any[]} */ (choices(values().position ?? "").filter(Boolean)));

function drawOutbox() {
  const held = waiting.get();
  byId("outbox").hidden = held.length === 0;
  refresh(byId("outbox"), [held, language.get()], () => [
    h("p", {}, t("outbox.waiting", { n: held.length })),
    ...held.filter((w) => w.refused).map((w) => h("p", { class: "warn" }, [w.refused?.where, w.refused?.why, w.refused?.mend].filter(Boolean).join(" · "), " ", h("button", { onclick: () => discard(w.line.id) }, t("outbox.discard")))),
  ]);
}
