// @ts-check
/** Asking the server without ever piling up: one request in flight, the newest wish wins, failures are told and tried again. */
import { leave } from "./door/session.js";

/**
 * @template W, R
 * @param {(wish: W) => Promise<R>} ask
 * @param {(answer: R, wish: W) => unknown} got true asks the same again, unless there is a newer wish
 * @param {(problem: Error|null) => void} trouble an Error while the server does not answer, null when it does again
 * @param {{apart: number, retry: number}} pace least time between two requests, and after a failure [ms]
 * @returns {(wish: W) => void}
 */
export function newest(ask, got, trouble, pace = { apart: 350, retry: 2000 }) {
  /** @type {W|undefined} */
  let wish;
  let busy = false;

  const go = async () => {
    if (wish === undefined) {
      busy = false;
      return;
    }
    const asked = wish;
    wish = undefined;
    let pause = pace.apart;
    try {
      const answer = await ask(asked);
      trouble(null);
      if (got(answer, asked) === true && wish === undefined) wish = asked;
    } catch (problem) {
      trouble(problem instanceof Error ? problem : new Error(String(problem)));
      if (wish === undefined) wish = asked;
      pause = pace.retry;
    }
    setTimeout(go, pause);
  };
  return (next) => {
    wish = next;
    if (busy) return;
    busy = true;
    queueMicrotask(go);
  };
}

/**
 * GET, as JSON; a clear Error on anything but success or after 20 seconds of silence.
 *
 * @param {string} path
 */
export async function getJson(path) {
  return (await get(path)).json();
}

/** @param {string} path @returns {Promise<Response>} */
export async function get(path) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(20000), cache: "no-store" });
  if (answer.status === 401) leave(); // locked, ended, or never begun: the page at the door says which
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer;
}
