// @ts-check
/** Who is signed in here: asked of the server, which alone decides. The page only goes where the answer sends it. */

/**
 * @typedef {{open: boolean, unguarded: boolean, standing: "none"|"open"|"locked"|"ended", login: string|null, roles: string[],
 *   permissions: string[], idle_s: number, alarms?: number, centre: string, provider: boolean,
 *   by_password: boolean}} Session
 */

/** @returns {Promise<Session>} */
export async function session() {
  const answer = await fetch("./api/session", { cache: "no-store", signal: AbortSignal.timeout(20000) });
  if (!answer.ok) throw new Error(`/api/session answered ${answer.status}`);
  return answer.json();
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<{status: number, body: any}>}
 */
export async function tell(path, body = {}) {
  const answer = await fetch(`./api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-varne": "1" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20000),
  });
  return { status: answer.status, body: await answer.json() };
}

/** To the door; what was shown stays in the address, and nothing of it in this page. */
export const leave = () => location.replace(`./login.html${location.hash}`);

/** @param {string[]} permissions @returns {string} the page for who may do this */
export function homeOf(permissions) {
  if (permissions.includes("see")) return `./${location.hash}`;
  return permissions.includes("see own") ? "./mine.html" : "./account.html";
}
