// @ts-check
/** Reports on their way to the node: kept in this browser until the node has acknowledged them, through reloads and silence.
 *
 * Each lies in a place of its own, so that several tabs of one browser, which share what is kept, never write over each other's.
 * All of them send what waits: the id makes that harmless, and a tab that is closed leaves nothing behind. */
import { forget, remember, rememberedAll } from "../address.js";
import { leave } from "../door/session.js";
import { signal } from "../signal.js";

/**
 * @typedef {{where: string, why: string, mend: string}} Problem
 * @typedef {{line: Record<string, unknown>, typed: Record<string, string>, answer?: {recorded: boolean, problem: Problem}}} Waiting
 *   typed: the form's fields, to mend them; answer: of the node, where a person must know of it
 */

const AGAIN_MS = 3000;
const PLACE = "outbox.";

/** @type {import("../signal.js").Signal<Waiting[]>} what the node has not acknowledged, or not simply, oldest first */
export const waiting = signal(rememberedAll(PLACE).flatMap(read));

addEventListener("storage", (e) => {
  const [, id] = (e.key ?? "").split(`varne.${PLACE}`); // another tab's doing
  if (id === undefined) return;
  hold(id, read(e.newValue ?? "")[0]);
  setTimeout(send, AGAIN_MS);
});

/** @param {string} text @returns {Waiting[]} one, or none where it is not ours to repair */
function read(text) {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** @param {unknown} id @param {Waiting} [now] absent: it waits no more */
function hold(id, now) {
  const others = waiting.get().filter((w) => w.line.id !== id);
  waiting.set([...others, ...(now ? [now] : [])].sort((a, b) => (String(a.line.received) < String(b.line.received) ? -1 : 1)));
}

/** @param {Waiting} now */
function keep(now) {
  remember(PLACE + now.line.id, JSON.stringify(now));
  hold(now.line.id, now);
}

/** @param {Record<string, unknown>} line a report line with its id: sent again it is the same report @param {Record<string, string>} typed */
export function post(line, typed = {}) {
  keep({ line, typed });
  send();
}

/** @param {unknown} id acknowledged, or taken back by a person: a refused report is mended or thrown away, never by itself */
export function discard(id) {
  forget(PLACE + id);
  hold(id);
}

let sending = false;

/** Send what waits, in order; what the node does not answer is tried again. */
export async function send() {
  if (sending) return;
  sending = true;
  for (let w = next(); w; w = next()) {
    const answer = await handIn(w.line).catch(() => undefined);
    if (answer === undefined) {
      setTimeout(send, AGAIN_MS);
      break;
    }
    if (answer === null) discard(w.line.id);
    else if (waiting.get().includes(w)) keep({ ...w, answer }); // unless another tab was answered meanwhile
  }
  sending = false;
}

const next = () => waiting.get().find((w) => !w.answer);

/** @param {Record<string, unknown>} line @returns {Promise<Waiting["answer"]|null>} null when it is recorded; fails where there is no answer */
async function handIn(line) {
  const answer = await fetch("/api/reports", {
    method: "POST",
    headers: { "content-type": "application/json", "x-varne": "1" },
    body: JSON.stringify(line),
    signal: AbortSignal.timeout(20000),
  });
  if (answer.status === 401) leave(); // locked or signed out: the report stays here until somebody signs in again
  if (answer.status === 401 || answer.status >= 500) throw new Error(`the node answers ${answer.status}`);
  const told = await answer.json();
  if (answer.status !== 201) return { recorded: false, problem: told.problem ?? { where: "", why: String(answer.status), mend: "" } };
  const lost = told.problems.find((/** @type {Problem} */ p) => p.where === "caller"); // the number is here alone: to be written down
  return lost ? { recorded: true, problem: lost } : null;
}
