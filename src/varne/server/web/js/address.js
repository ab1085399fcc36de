// @ts-check
/** The address says what is shown: ?at=ISO&boat=ID&map=11.50/51.0700/1.3800&lang=fr&palette=day opens there, and a reload shows the same. */

/** @returns {Record<string, string>} the query, overruled by what the page itself wrote behind the # */
export function readAddress() {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  return { ...query, ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) };
}

const APART = 500; // browsers refuse an address that changes more often for long [ms]
/** @type {Record<string, string|null>} */
const parts = {};
let due = false;
let last = -APART;

/** @param {Record<string, string|null>} shown what changed, null for what is no more; written at once, or half a second after the last time */
export function writeAddress(shown) {
  Object.assign(parts, shown);
  if (due) return;
  due = true;
  setTimeout(writeNow, Math.max(0, last + APART - performance.now()));
}

function writeNow() {
  due = false;
  last = performance.now();
  const query = new URLSearchParams(location.search); // what is no more must not come back from there with a reload
  const said = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(parts)) {
    if (value === null && !query.has(name)) said.delete(name);
    else said.set(name, value ?? "");
  }
  history.replaceState(null, "", `#${said}`);
}

/** @param {{lng: number, lat: number}} middle @param {number} zoom @returns {string} a view of the map, fine enough for every pixel */
export const viewSaid = ({ lng, lat }, zoom) => `${zoom.toFixed(9)}/${lat.toFixed(9)}/${lng.toFixed(9)}`;

/** @param {string|undefined} said @returns {{zoom: number, center: [number, number]}|null} null unless it is three numbers */
export function viewOf(said) {
  const [zoom, lat, lng] = (said ?? "").split("/").map(Number);
  return [zoom, lat, lng].every(Number.isFinite) && said ? { zoom, center: [lng, lat] } : null;
}

/** @param {boolean} tab in this tab alone, and no longer than it is open @returns {Storage} */
const store = (tab) => (tab ? sessionStorage : localStorage);

/** @param {string} name @param {boolean} [tab] @returns {string|null} a choice remembered on this screen, or in this tab */
export function remembered(name, tab = false) {
  try {
    return store(tab).getItem(`varne.${name}`);
  } catch {
    return null; // storage may be forbidden; then nothing is remembered
  }
}

/** @param {string} prefix @returns {string[]} all that is remembered on this screen under names that begin so */
export function rememberedAll(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`varne.${prefix}`)).map((name) => localStorage.getItem(name) ?? "");
  } catch {
    return [];
  }
}

/** @param {string} name @param {string} value @param {boolean} [tab] */
export function remember(name, value, tab = false) {
  try {
    store(tab).setItem(`varne.${name}`, value);
  } catch {
    // the same: the choice holds until the page is left
  }
}

/** @param {string} name @param {boolean} [tab] */
export function forget(name, tab = false) {
  try {
    store(tab).removeItem(`varne.${name}`);
  } catch {
    // nothing was remembered
  }
}
