// @ts-check
/** Asking the server for a plan: it sends where to begin at once, how far it is, then the plan; stopping stops it there too. */
import { signal } from "../signal.js";
import { asOf } from "../state.js";
import { thenAt } from "../then.js";
import { frame, plan, spanOf } from "./plan.js";

/**
 * @typedef {{boat: string, share: number, value: number|null, problem: any, done: boolean}} Asking problem: why there is none
 * @type {import("../signal.js").Signal<Asking|null>}
 */
export const asking = signal(/** @type {any} */ (null));

/** @type {AbortController|null} */
let under_way = null;

export function stop() {
  under_way?.abort();
  under_way = null;
  const now = asking.get();
  if (now && !now.done) asking.set(null);
}

/** @param {string} boat @param {any} problem why there is no plan for it: said until something is asked again */
export const refuse = (boat, problem) => asking.set({ boat, share: 0, value: null, problem, done: true });

/** @param {string} boat @param {Record<string, unknown>} request as `varne search` takes it, without the boat */
export async function ask(boat, request) {
  stop();
  const mine = new AbortController();
  under_way = mine;
  plan.set(null);
  asking.set({ boat, share: 0, value: null, problem: null, done: false });
  try {
    const answer = await fetch(`/api/search${asOf("?")}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-varne": "1" },
      body: JSON.stringify({ ...request, boat }),
      signal: mine.signal,
    });
    if (!answer.ok || !answer.body) {
      const { problem, said } = await answer.json();
      refuse(boat, { ...problem, said });
    } else for await (const line of linesOf(answer.body)) came(boat, JSON.parse(line));
  } catch (problem) {
    if (!mine.signal.aborted) refuse(boat, { why: problem instanceof Error ? problem.message : String(problem) });
  }
}

/** @param {string} boat @param {any} stage */
function came(boat, stage) {
  const done = stage.stage === "plan";
  asking.set({ boat, share: stage.share, value: stage.value, problem: null, done });
  if (!stage.plan) return;
  const first = plan.get() === null;
  plan.set({ boat, doc: stage.plan, request: stage.request, known: stage.known });
  if (first) frame.set("water");
  const span = spanOf(stage.plan);
  if (span && (first || done)) thenAt.set(span[0]);
}

/** @param {ReadableStream<Uint8Array>} body @returns {AsyncGenerator<string>} its lines as they come */
async function* linesOf(body) {
  const reader = body.getReader();
  const text = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += text.decode(value, { stream: !done });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) yield line;
    if (done) return;
  }
}
