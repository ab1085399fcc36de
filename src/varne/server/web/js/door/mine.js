// @ts-check
/** A partner's page: hand in a report, and see what became of one's own. A report is kept here until the node has it on disk. */
import { byId, h } from "../element.js";
import { day, utcSeconds } from "../format.js";
import { t, word } from "../words.js";
import { problem, said, startFrame } from "./frame.js";
import { leave, session, tell } from "./session.js";

/** @typedef {{id: string, name: string, status: string, since: string, held_by: string[], accounted: Record<string, {min: number, max: number}>, closed_on: string|null}} State */
/** @typedef {{report: string, received: string, recorded: string, text: string, position_text: string|null, boat: State|null}} Own */

const LOOK_MS = 15000;
/** @type {import("./session.js").Session|null} */
let now = null;
/** @type {Own[]} */
let own = [];
/** The same for every try of the same words: sent twice they are recorded once. @type {{id: string, received: string}|null} */
let tried = null;

async function look() {
  try {
    now = await session();
    if (!now.open && now.standing !== "open") return leave();
    const answer = await fetch("./api/mine", { cache: "no-store" });
    if (answer.ok) own = (await answer.json()).reports;
    draw();
  } finally {
    setTimeout(look, LOOK_MS);
  }
}

/** @param {string} at @returns {string} */
const clock = (at) => `${day(at)} ${utcSeconds(at).slice(0, 5)} UTC`;

function draw() {
  document.title = `${t("mine.head")} · Varne`;
  byId("account-link").textContent = now ? t("door.who", { login: now.login ?? "", roles: now.roles.map((r) => t(`role.${r}`)).join(", ") }) : "";
  byId("none").hidden = own.length > 0;
  byId("own").replaceChildren(...own.map(row));
}

/** @param {Own} r */
function row(r) {
  const said = [r.position_text, r.text].filter(Boolean).join(" · ");
  return h("li", {}, h("p", {}, h("strong", {}, clock(r.recorded)), ` ${said}`), h("p", { class: "second" }, state(r.boat)));
}

/** @param {State|null} boat */
function state(boat) {
  if (!boat) return t("mine.waiting");
  const people = Object.entries(boat.accounted).map(([fate, n]) => `${word("outcome", fate)}: ${n.min === n.max ? n.min : `${n.min}–${n.max}`}`);
  const held = boat.held_by.map((c) => word("centre", c)).join(", ");
  const key = boat.status === "open" ? "mine.open" : "mine.closed";
  return [t(key, { name: boat.name, held, when: clock(boat.since) }), ...people].join(" · ");
}

async function send() {
  const count = Number(byId("people").value);
  tried ??= { id: crypto.randomUUID(), received: new Date().toISOString() };
  const line = {
    ...tried,
    channel: "message",
    source: "ngo",
    text: byId("text").value,
    ...(byId("place").value.trim() && { position_text: byId("place").value.trim() }),
    ...(count > 0 && { people: { min: count, likely: count, max: count } }),
  };
  const answer = await tell("reports", line);
  const taken = answer.status === 201;
  problem("report-problem", taken ? null : said(answer, "door.ended"));
  byId("report-done").hidden = !taken;
  if (!taken) return;
  byId("report-done").textContent = [t("mine.done"), ...answer.body.problems.map((/** @type {any} */ p) => `${p.why}; ${p.mend}`)].join(" · ");
  byId("report").reset();
  tried = null;
  await look();
}

await startFrame(draw);
// What is changed after an answer was lost is a report of its own: the node may hold the first one, and would keep that.
byId("report").oninput = () => (tried = null);
byId("report").onsubmit = async (/** @type {SubmitEvent} */ e) => {
  e.preventDefault();
  try {
    await send();
  } catch (trouble) {
    problem("report-problem", t("mine.lost", { why: trouble instanceof Error ? trouble.message : String(trouble) }));
  }
};
look();
