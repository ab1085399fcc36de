// @ts-check
/** Files that people send: first how one would be read, with every doubt by its cell, then taken in; the night as a tracker. */
import { byId, h } from "../element.js";
import { language, t } from "../words.js";
import { problem, said, startFrame } from "./frame.js";

/** @typedef {{reports: string[], known: number, problems: {where: string, text: string, why: string, mend: string}[], assumed: string[]}} Read */

const ASKED = ["from", "zone", "night", "degrees"];
const FORMATS = ["xlsx", "ods", "csv"];

/** @type {{told: Read, recorded: boolean}|null} */
let last = null;

function draw() {
  document.title = `${t("lists.head")} · Varne`;
  byId("give").replaceChildren(
    ...FORMATS.flatMap((f) => [h("a", { href: `./api/list/boats.${f}?language=${language.get()}`, download: true }, f.toUpperCase()), " "]),
  );
  if (last) show(last.told, last.recorded);
}

let given = 0; // which file, with which words about it: what was read of another is not shown for this one

/** @param {boolean} record recorded, or only looked at */
async function send(record) {
  const mine = given;
  const file = byId("file").files[0];
  if (!file) return;
  const asked = new URLSearchParams({ name: file.name, ...(record ? {} : { dry: "1" }) });
  for (const id of ASKED) if (byId(id).value) asked.set(id, byId(id).value);
  byId("look").disabled = byId("record").disabled = true;
  try {
    const answer = await fetch(`./api/lists?${asked}`, { method: "POST", headers: { "x-varne": "1" }, body: file });
    const body = await answer.json();
    if (mine !== given && !record) return;
    problem("take-problem", answer.ok ? null : said({ status: answer.status, body }, "door.ended"));
    if (answer.ok) show(body, record);
    byId("record").disabled = !answer.ok || record;
  } catch (error) {
    problem("take-problem", String(error));
  } finally {
    byId("look").disabled = false;
  }
}

/** @param {Read} told @param {boolean} recorded */
function show(told, recorded) {
  last = { told, recorded };
  byId("read").hidden = false;
  const counts = { n: told.reports.length, known: told.known };
  byId("count").textContent = t(recorded ? "lists.recorded" : "lists.would", counts);
  const doubts = told.problems.map((p) => h("li", {}, h("strong", {}, p.where), ` ${p.why}; ${p.mend}`, p.text && h("span", { class: "second" }, ` ${p.text}`)));
  byId("doubts").replaceChildren(...(doubts.length ? doubts : [h("li", {}, t("watch.nothing"))]));
  byId("assumed").replaceChildren(...(told.assumed.length ? told.assumed : [t("watch.nothing")]).map((a) => h("li", {}, a)));
}

/** What was shown is of another file or of other words about it. */
function changed() {
  given += 1;
  byId("record").disabled = true;
  byId("read").hidden = true;
  last = null;
}

await startFrame(draw);
for (const id of ["file", ...ASKED]) byId(id).addEventListener("input", changed);
byId("take").onsubmit = (/** @type {SubmitEvent} */ e) => {
  e.preventDefault();
  send(false);
};
byId("record").onclick = () => send(true);
