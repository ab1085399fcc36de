// @ts-check
/** What the page waits for, and since when; the header says it, so that a slow answer is never a mute screen. */

/** @type {Map<string, {args: Record<string, unknown>, since: number}>} */
const waits = new Map();

/** @param {string} what a key under `wait.` in the catalogues @param {Record<string, unknown>} [args] */
export const waitFor = (what, args = {}) => void waits.set(what, { args, since: waits.get(what)?.since ?? Date.now() });

/** @param {string} what it came, or nobody waits for it any more */
export const came = (what) => void waits.delete(what);

/** @returns {{what: string, args: Record<string, unknown>, since: number}[]} what is still waited for */
export const awaited = () => [...waits].map(([what, wait]) => ({ what, ...wait }));
