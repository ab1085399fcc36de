// @ts-check
/** The address says what is shown: ?at=ISO&boat=ID&lang=fr&palette=day opens there, and a reload shows the same again. */

/** @returns {Record<string, string>} the query, overruled by what the page itself wrote behind the # */
export function readAddress() {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  return { ...query, ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) };
}

const APART = 500; // browsers refuse an address that changes more often for long [ms]
/** @type {{at: number, boat: string|null}|null} */
let unwritten = null;
let last = -APART;

/** @param {{at: number, boat: string|null}} shown written at once, or half a second after the last time */
export function writeAddress(shown) {
  if (!unwritten) setTimeout(writeNow, Math.max(0, last + APART - performance.now()));
  unwritten = shown;
}

function writeNow() {
  if (!unwritten) return;
  const parts = new URLSearchParams({ at: new Date(unwritten.at).toISOString() });
  if (unwritten.boat) parts.set("boat", unwritten.boat);
  unwritten = null;
  last = performance.now();
  history.replaceState(null, "", `#${parts}`);
}

/** @param {string} name @returns {string|null} a choice remembered on this screen */
export function remembered(name) {
  try {
    return localStorage.getItem(`varne.${name}`);
  } catch {
    return null; // storage may be forbidden; then nothing is remembered
  }
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(`varne.${name}`, value);
  } catch {
    // the same: the choice holds until the page is left
  }
}
