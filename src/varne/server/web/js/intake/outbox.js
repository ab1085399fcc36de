// @ts-check
/** Reports on their way to the node: kept in this browser until the node has acknowledged them, through reloads and silence. */
import { remember, remembered } from "../address.js";
import { leave } from "../door/session.js";
import { signal } from "../signal.js";

/** @typedef {{line: Record<string, unknown>, refused?: {where: string, why: string, mend: string}}} Waiting */

const AGAIN_MS = 3000;

/** @type {import("../signal.js").Signal<Waiting[]>} what the node has not acknowledged, oldest first */
export const waiting = signal(/** @type {Waiting[]} */ (read()));

/** @returns {Waiting[]} */
function read() {
  try {
    return JSON.parse(remembered("outbox") ?? "[]");
  } catch {
    return []; // not ours to repair: whatever wrote it, it holds no report
  }
}

/** @param {Waiting[]} now */
function keep(now) {
  remember("outbox", JSON.stringify(now));
  waiting.set(now);
}

/** @param {Record<string, unknown>} line a report line with its id: sent again it is the same report */
export function post(line) {
  keep([...waiting.get(), { line }]);
  send();
}

/** @param {unknown} id taken back by a person: a refused report is mended or thrown away, never by itself */
export const discard = (id) => keep(waiting.get().filter((w) => w.line.id !== id));

let sending = false;

/** Send what waits, in order; what the node does not answer is tried again. */
export async function send() {
  if (sending) return;
  sending = true;
  for (let w = next(); w; w = next()) {
    const refused = await handIn(w.line).catch(() => undefined);
    if (refused === undefined) {
      setTimeout(send, AGAIN_MS);
      break;
    }
    keep(waiting.get().flatMap((o) => (o.line.id !== w?.line.id ? [o] : refused ? [{ ...o, refused }] : [])));
  }
  sending = false;
}

const next = () => waiting.get().find((w) => !w.refused);

/** @param {Record<string, unknown>} line @returns {Promise<Waiting["refused"]|null>} null when it is recorded; fails where there is no answer */
async function handIn(line) {
  const answer = await fetch("/api/reports", {
    method: "POST",
    headers: { "content-type": "application/json", "x-varne": "1" },
    body: JSON.stringify(line),
    signal: AbortSignal.timeout(20000),
  });
  if (answer.status === 201) return null;
  if (answer.status === 401) leave(); // locked or signed out: the report stays here until somebody signs in again
  if (answer.status === 401 || answer.status >= 500) throw new Error(`the node answers ${answer.status}`);
  const told = await answer.json();
  return told.problem ?? { where: "", why: String(answer.status), mend: "" };
}
