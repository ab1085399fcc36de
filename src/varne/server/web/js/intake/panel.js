// @ts-check
/** A new report, by keyboard alone: R opens the form, what is typed survives a reload, and it waits in the outbox until the node has it. */
import { forget, remember, remembered } from "../address.js";
import { byId, h, refresh } from "../element.js";
import { position } from "../format.js";
import { bare } from "../keys.js";
import { signal, whenAny } from "../signal.js";
import { politely } from "../spoken.js";
import { playing } from "../clock.js";
import { following, night, wantPicture } from "../state.js";
import { fields, order } from "./form.js";
import { lineOf } from "./line.js";
import { discard, post, send, waiting } from "./outbox.js";
import { startPasting } from "./pasting.js";
import { choices, chosen, read, reading, readings } from "./place.js";
import { language, t, word } from "../words.js";

let opened = 0; // when the report began to come in: the form was opened and somebody wrote into it [ms since 1970]
let pointed = ""; // the position that the map put into the form
const begun = signal(false); // something stands in the form that nobody has handed in

export function startIntake() {
  takeUp();
  startPasting();
  whenAny([night, language], drawForm);
  whenAny([waiting, language, begun], drawOutbox);
  whenAny([readings, chosen, language], drawReadings);
  byId("intake-open").onclick = open;
  byId("intake-missed").onclick = missed;
  byId("intake-cancel").onclick = close;
  byId("intake-discard").onclick = () => confirm(t("intake.discard_sure")) && (clear(), close());
  byId("intake").onkeydown = (/** @type {KeyboardEvent} */ e) => e.key !== "Escape" && e.stopPropagation(); // keys typed here are no keys of the page
  byId("intake-form").oninput = typed;
  byId("intake-form").onsubmit = handIn;
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && byId("intake").open && !document.querySelector("dialog:modal")) {
      e.stopImmediatePropagation(); // it closes the form and lets go of no boat
      close();
    }
    if (e.key.toLowerCase() === "r" && bare(e) && live()) {
      e.preventDefault();
      open();
    }
  });
  waiting.watch(() => following() && wantPicture(null)); // what the node has taken is on the screen at once
  send();
}

const live = () => night.get()?.mode === "live";

function drawForm() {
  byId("intake-bar").hidden = !live();
  const held = values();
  byId("intake-fields").replaceChildren(...fields());
  fill(begun.get() && !Object.keys(held).length ? draft() : held);
}

/** @returns {Record<string, string>} what stands in the form, without spaces around it */
const values = () => Object.fromEntries([...new FormData(byId("intake-form"))].map(([name, value]) => [name, String(value).trim()]));

function open() {
  if (!begun.get()) opened = Date.now();
  playing.set(true); // what comes in now belongs to now
  byId("intake").show(); // not modal: the map behind it is for pointing at
  byId("intake-form").elements.channel.focus();
}

function typed(/** @type {Event} */ e) {
  const field = /** @type {HTMLInputElement} */ (e.target);
  if (field.name === "position") read(field.value.trim());
  if (field.name === "condition") order(byId("intake-form"));
  begun.set(true);
  keepDraft();
}

/** In this tab alone: two forms that are open at once are two reports, and the number in it goes with the tab. */
const keepDraft = () => remember("draft", JSON.stringify({ ...values(), opened }), true);

/** The browser gives the focus back to where it was, where that is still there. */
function close() {
  byId("intake").close();
  if (document.activeElement === document.body || byId("intake").contains(document.activeElement)) byId("intake-open").focus();
}

/** @returns {Record<string, string>} what was typed before the page was left */
function draft() {
  try {
    return JSON.parse(remembered("draft", true) ?? "{}");
  } catch {
    return {}; // a draft that cannot be read is no draft
  }
}

function takeUp() {
  opened = Number(draft().opened ?? 0);
  begun.set(opened > 0);
}

/** @param {Record<string, string>} held values by field */
function fill(held) {
  const form = byId("intake-form");
  for (const [name, value] of Object.entries(held)) if (name !== "reading" && form.elements[name]) form.elements[name].value = value;
  order(form);
  if (held.position) read(held.position);
}

/** @param {SubmitEvent} e */
function handIn(e) {
  e.preventDefault();
  const said = (/** @type {string} */ field, /** @type {string} */ value) => `${t(`intake.${field}`)}: ${value}`;
  const held = values();
  post(lineOf(held, crypto.randomUUID(), opened, Date.now(), reading(held.position), said), held);
  clear();
  close();
  politely(t("intake.handed_in"));
}

function clear() {
  forget("draft", true);
  byId("intake-form").reset();
  order(byId("intake-form"));
  read("");
  readings.set([]);
  [opened, pointed] = [0, ""];
  begun.set(false);
}

/** A refused report back into the form, as it was typed and when it came in. @param {import("./outbox.js").Waiting} w */
function mend(w) {
  fill(w.typed);
  opened = Date.parse(String(w.line.received));
  begun.set(true);
  keepDraft();
  discard(w.line.id);
  open();
}

/** A call that nobody answered: all that is known is that it came. */
function missed() {
  post({ id: crypto.randomUUID(), received: new Date().toISOString(), channel: "missed_call", source: "occupant" });
  politely(t("intake.handed_in"));
}

/** A place on the map, for the form that is open; what somebody typed is never written over. @param {number} lon @param {number} lat */
export function placed(lon, lat) {
  const field = byId("intake-form").elements.position;
  if (!field.value || field.value === pointed) {
    field.value = pointed = position(lon, lat);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.focus();
}

const drawReadings = () => refresh(byId("intake-readings"), [readings.get(), chosen.get(), language.get(), values().position], () => choices(values().position ?? ""));

function drawOutbox() {
  const silent = waiting.get().filter((w) => !w.answer).length;
  byId("outbox").hidden = waiting.get().length === 0;
  refresh(byId("outbox"), [waiting.get(), language.get(), begun.get()], () => [
    silent > 0 && h("p", {}, t("outbox.waiting", { n: silent })),
    ...waiting.get().flatMap((w) => (w.answer ? [answered(w, w.answer)] : [])),
  ]);
}

/** What the node says of a report, with the report, for whoever typed it may have typed three. @param {import("./outbox.js").Waiting} w @param {NonNullable<import("./outbox.js").Waiting["answer"]>} answer */
function answered(w, { recorded, problem }) {
  const said = [w.line.caller, w.line.position_text, String(w.line.text ?? "").slice(0, 120)].filter(Boolean).join(" · ");
  const about = said || word("channel", String(w.line.channel));
  const why = [problem.where, problem.why, problem.mend].filter((said, k) => said && (k > 0 || said !== w.line.id)).join(" · ");
  const mends = !recorded && w.typed.channel && h("button", { disabled: begun.get(), title: begun.get() && t("outbox.draft_first"), onclick: () => mend(w) }, t("outbox.mend"));
  return h(
    "p",
    { class: "warn" },
    t(recorded ? "outbox.recorded" : "outbox.refused", { about, why }),
    " ",
    mends,
    " ",
    h("button", { onclick: () => discard(w.line.id) }, t(recorded ? "outbox.seen" : "outbox.discard")),
  );
}
