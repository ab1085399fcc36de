// @ts-check
/** One's account: where it is signed in, another password; for administrators, the sessions of everybody. */
import { byId, h } from "../element.js";
import { day, utcSeconds } from "../format.js";
import { t } from "../words.js";
import { problem, said, startFrame } from "./frame.js";
import { homeOf, leave, session, tell } from "./session.js";

/** @typedef {{id: string, login: string, agent: string, began: string, acted: string, standing: string, ended: string|null, why: string|null, this: boolean}} Row */

/** @type {import("./session.js").Session|null} */
let now = null;
/** @type {Row[]} */
let rows = [];

async function look() {
  now = await session();
  if (now.standing !== "open" || now.open) return leave();
  const all = now.permissions.includes("administer") ? "?of=all" : "";
  const answer = await fetch(`./api/sessions${all}`, { cache: "no-store" });
  rows = (await answer.json()).sessions;
  draw();
}

function draw() {
  if (!now) return;
  document.title = `${t("door.account")} · Varne`;
  byId("who").textContent = t("door.who", { login: now.login ?? "", roles: now.roles.map((r) => t(`role.${r}`)).join(", ") });
  byId("may").textContent = t("door.may", { may: now.permissions.map((p) => t(`may.${p}`)).join(", ") });
  byId("back").hidden = homeOf(now.permissions) === "./account.html";
  byId("back").href = homeOf(now.permissions);
  const everybody = now.permissions.includes("administer");
  byId("sessions").replaceChildren(...rows.map((row) => line(row, everybody)));
}

/** @param {string} at @returns {string} day and minute, UTC */
const clock = (at) => `${day(at)} ${utcSeconds(at).slice(0, 5)} UTC`;

/** @param {Row} row @param {boolean} named */
function line(row, named) {
  const ended = row.standing === "ended";
  const state = ended ? t("door.session.ended", { when: row.ended ? clock(row.ended) : "", why: t(`door.why.${row.why}`) }) : t(`door.session.${row.standing}`);
  const where = named ? `${row.login}: ${row.agent}` : row.agent;
  const name = t("door.session.end.which", { where, when: clock(row.began) });
  const button = !ended && !row.this && h("button", { type: "button", "aria-label": name, onclick: () => end(row.id) }, t("door.session.end"));
  const cells = [where + (row.this ? ` (${t("door.session.this")})` : ""), clock(row.began), clock(row.acted), state];
  return h("tr", { class: ended ? "ended" : "" }, ...cells.map((c) => h("td", {}, c)), h("td", {}, button));
}

/** @param {string} id */
async function end(id) {
  const answer = await tell("sessions/end", { id });
  problem("sessions-problem", answer.status === 200 ? null : said(answer, "door.ended"));
  await look();
}

await startFrame(draw);
byId("sign-out").onclick = async () => {
  await tell("session/end");
  location.replace("./login.html");
};
byId("new-password").onsubmit = async (/** @type {SubmitEvent} */ e) => {
  e.preventDefault();
  const answer = await tell("session/password", { old: byId("old").value, new: byId("new").value });
  problem("new-problem", answer.status === 200 ? null : said(answer, "door.wrong.password"));
  byId("new-done").hidden = answer.status !== 200;
  if (answer.status === 200) byId("new-password").reset();
  await look();
};
look();
