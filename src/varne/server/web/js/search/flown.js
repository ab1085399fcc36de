// @ts-check
/** What was really searched: as planned up to a moment, or by the fixes of a receiver in a GPX file. */
import { momentOf } from "../format.js";
import { t } from "../words.js";

/** @typedef {import("../types.js").Fix} Fix */

const EVERY = 20000; // fixes closer in time than this say nothing new [ms]

/**
 * The fixes of a GPX file in order of time.
 *
 * @param {string} text
 * @returns {Fix[]}
 */
export function fixesOf(text) {
  const parsed = new DOMParser().parseFromString(text, "application/xml");
  if (parsed.querySelector("parsererror")) throw new Error(t("search.not_gpx"));
  /** @type {Fix[]} */
  const found = [...parsed.getElementsByTagNameNS("*", "trkpt")].flatMap((p) => {
    const at = momentOf(p.getElementsByTagNameNS("*", "time")[0]?.textContent); // GPX times are UTC, also those that do not say so
    const [lon, lat] = [Number(p.getAttribute("lon")), Number(p.getAttribute("lat"))];
    return at === null || !Number.isFinite(lon) || !Number.isFinite(lat) ? [] : [[lon, lat, new Date(at).toISOString()]];
  });
  return thinned(found.sort((a, b) => Date.parse(a[2]) - Date.parse(b[2])));
}

/** @param {Fix[]} fixes @returns {Fix[]} each later than the one before, the last kept */
function thinned(fixes) {
  /** @type {Fix[]} */
  const kept = [];
  for (const [k, f] of fixes.entries()) {
    const since = kept.length ? Date.parse(f[2]) - Date.parse(kept[kept.length - 1][2]) : Infinity;
    if (since >= EVERY || (k === fixes.length - 1 && since > 0)) kept.push(f);
  }
  return kept;
}
