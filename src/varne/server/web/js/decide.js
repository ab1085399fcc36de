// @ts-check
/** A person decides: what will be recorded stands in a window with role and reason, and goes to the record as one event. */
import { remember, remembered } from "./address.js";
import { byId, h } from "./element.js";
import { named } from "./names.js";
import { atOnce, politely } from "./spoken.js";
import { boatOf, following, night, wantPicture } from "./state.js";
import { came, waitFor } from "./waiting.js";
import { say, t, word } from "./words.js";

/**
 * @typedef {{field: string, words: string, value?: string, options?: string[], number?: boolean, most?: number, may?: boolean}} Question asked in the window;
 *   options are words of the family `field`; most: of a number; may: it may be left empty
 * @typedef {{kind: string, said?: string, asks?: Question[], reason_as?: string, reason_may?: boolean, filled?: (event: any) => any}
 *   & Record<string, unknown>} Event without centre, role and reason: those come from the window. said: what it is; reason_as: the field
 *   that the reason goes into; reason_may: it may be left out; filled: the event out of the answers
 */

/** What can be taken back as if it had not been; the rest is answered by another act. */
const WITHDRAWN = ["reports-joined", "reports-split", "reports-judged", "plan-accepted", "searched-in-vain"];

let roles = ["watch officer", "SAR mission co-ordinator", "liaison"];
let mayDecide = true;
let key = "";
/** @type {Event|null} */
let asked = null;

/** @returns {string|null} why nothing can be decided here and now, as a key of the catalogues; null when it can */
export function whyNot() {
  if (night.get()?.mode !== "live") return "decide.replay";
  if (!mayDecide) return "decide.role_lacks";
  return following() ? null : "decide.past";
}

/** @param {string[]} own the roles of whoever is signed in @param {string[]} permissions */
export function actAs(own, permissions) {
  roles = own;
  mayDecide = permissions.includes("decide");
}

export function startDeciding() {
  const form = byId("decide-form");
  form.onsubmit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    record();
  };
  byId("decide-cancel").onclick = () => byId("decide").close();
}

/**
 * A button that opens the window; where nothing can be decided it is there, disabled, and the reason stands beside the buttons.
 *
 * @param {string} words key of what the button says @param {string} about what it is about, for ears: many buttons say the same
 * @param {() => Event} make @param {Record<string, unknown>} [args] of the words
 */
export function act(words, about, make, args) {
  const refused = whyNot();
  const properties = { class: "act", "aria-label": `${t(words, args)} ${about}`, disabled: refused !== null, title: refused && t(refused) };
  return h("button", { ...properties, onclick: () => ask(make()) }, t(words, args));
}

/** @returns {HTMLElement|false} why the buttons are off, to stand beside them */
export function refusal() {
  const refused = whyNot();
  return refused !== null && h("p", { class: "second" }, t(refused));
}

/** @param {Event} event open the window for it; nothing is recorded yet */
export function ask(event) {
  asked = event;
  key = crypto.randomUUID(); // the same for every try, so that a lost answer makes no second decision
  byId("decide-title").textContent = t(`decide.${event.verdict ?? event.kind}`);
  byId("decide-what").replaceChildren(...what(event));
  const role = [remembered("role"), roles[0]].find((r) => r && roles.includes(r));
  byId("decide-role").replaceChildren(...roles.map((r) => h("option", { value: r, selected: r === role }, word("role", r))));
  byId("decide-reason").value = "";
  byId("decide-reason").required = !event.reason_may;
  byId("decide-reason-label").textContent = t(event.reason_may ? "decide.reason_may" : "decide.reason");
  byId("decide-rule").textContent = t(WITHDRAWN.includes(event.kind) ? "decide.rule" : "decide.rule_stays");
  byId("decide-problem").hidden = true;
  byId("decide-record").hidden = byId("decide-record").disabled = false;
  byId("decide").showModal();
  byId("decide-reason").focus();
}

/** @param {Event} event @returns {Node[]} the reports that it speaks of, so that the officer sees what is signed */
function what(event) {
  const boat = typeof event.boat === "string" && h("p", {}, t("same.boat", { name: boatOf(event.boat)?.name ?? event.boat }));
  const sides = [event.reports, event.one, event.other].filter(Array.isArray);
  return /** @type {Node[]} */ ([
    event.said && h("p", {}, String(event.said)),
    boat,
    ...sides.flatMap((side, i) => [i > 0 && h("p", { class: "second" }, t(`decide.${event.verdict}.between`)), h("ul", {}, side.map((id) => h("li", {}, named(id))))]),
    ...(event.asks ?? []).map(question),
  ].filter(Boolean));
}

/** @param {Question} q */
function question({ field, words, value, options, number, most = 500, may }) {
  const id = `decide-${field}`;
  const input = options
    ? h("select", { id, name: field }, options.map((o) => h("option", { value: o }, word(field, o))))
    : h("input", { id, name: field, value: value ?? "", required: !may, ...(number ? { type: "number", min: 0, max: most } : { maxlength: 60 }) });
  return h("p", { class: "asked" }, h("label", { for: id }, t(words)), input);
}

/** @param {Event} event @returns {{to: string, event: unknown}} where it goes, with what was answered in the window */
function signed({ said, asks, reason_as, reason_may, filled, to, shown, ...bare }) {
  const answers = Object.fromEntries((asks ?? []).map((q) => [q.field, byId(`decide-${q.field}`).value.trim()]));
  const role = byId("decide-role").value;
  remember("role", role);
  const us = "giver" in bare ? {} : { centre: night.get()?.centre ?? "" }; // who offers a boat is its giver
  const reason = { [reason_as ?? "reason"]: byId("decide-reason").value.trim() };
  const whole = { ...bare, ...answers, ...us, role, ...reason };
  return { to: String(to ?? "/api/decisions"), event: filled ? filled(whole) : whole };
}

async function record() {
  if (!asked) return;
  const [mine, shown] = [key, asked.shown];
  const here = () => mine === key && byId("decide").open; // the window may be closed, or ask something else, when the answer comes
  const { to, event } = signed(asked);
  byId("decide-record").disabled = true;
  waitFor("decision");
  try {
    const answer = await fetch(to, {
      method: "POST",
      headers: { "content-type": "application/json", "x-varne": "1", "x-varne-key": key },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(20000),
    });
    const body = await answer.json();
    if (answer.ok && typeof shown === "function") here() && shown(body);
    else told(answer.status, body, here());
  } catch (problem) {
    trouble([t("decide.lost", { why: problem instanceof Error ? problem.message : String(problem) })], here());
  }
  came("decision");
  if (mine === key) byId("decide-record").disabled = false;
}

/** @param {number} status @param {any} body @param {boolean} here in the window it was asked in */
function told(status, body, here) {
  if (status !== 201) return trouble(body.refused?.map(say) ?? [body.problem?.why, body.problem?.mend], here);
  if (here) byId("decide").close();
  if (here) byId("right").focus(); // the button that was pressed is drawn anew
  politely(t("decide.recorded", { seq: body.seq }));
  wantPicture(null);
}

/** @param {string[]} lines what went wrong and how to mend it; the window stays, with what was typed @param {boolean} here */
function trouble(lines, here) {
  if (!here) return atOnce(lines.filter(Boolean).join(". "));
  byId("decide-problem").hidden = false;
  byId("decide-problem").replaceChildren(...lines.filter(Boolean).map((line) => h("p", {}, line)));
}
