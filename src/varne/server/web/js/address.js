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
  const held = Object.entries(parts).filter(([, value]) => value !== null);
  history.replaceState(null, "", `#${new URLSearchParams(/** @type {[string, string][]} */ (held))}`);
}

/** @param {{lng: number, lat: number}} middle @param {number} zoom @returns {string} a view of the map, fine enough for every pixel */
export const viewSaid = ({ lng, lat }, zoom) => `${zoom.toFixed(9)}/${lat.toFixed(9)}/${lng.toFixed(9)}`;

/** @param {string|undefined} said @returns {{zoom: number, center: [number, number]}|null} null unless it is three numbers */
export function viewOf(said) {
  const [zoom, lat, lng] = (said ?? "").split("/").map(Number);
  return [zoom, lat, lng].every(Number.isFinite) && said ? { zoom, center: [lng, lat] } : null;
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
