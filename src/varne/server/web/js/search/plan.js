// @ts-check
/** The plan on the page: what is shown of it, at which moment, and where its parts are then. */
import { signal } from "../signal.js";

/** @typedef {import("../types.js").SearchPlan} SearchPlan @typedef {import("../types.js").Fix} Fix */

/** @type {import("../signal.js").Signal<{boat: string, doc: SearchPlan, request: any, known: number}|null>} the plan that is shown */
export const plan = signal(/** @type {any} */ (null));

/** water: tracks and areas as the water has them, where they keep their shape; ground: as they lie over the ground */
export const frame = signal("water");

/** @param {SearchPlan} doc @returns {[number, number]|null} first and last moment of its tracks [ms]; null where nobody sails or flies */
export function spanOf(doc) {
  const tracks = doc.assets.map((a) => a.track).filter((t) => t.length > 1);
  if (doc.quick) tracks.push(doc.quick.track);
  const times = tracks.flatMap((t) => [ms(t[0]), ms(t[t.length - 1])]);
  return times.length ? [Math.min(...times), Math.max(...times)] : null;
}

/** @param {Fix} fix */
const ms = (fix) => Date.parse(fix[2]);

/**
 * Where something that goes along fixes is at a moment; before the first and after the last it stands there.
 *
 * @param {Fix[]} fixes in order of time @param {number} t [ms]
 * @returns {[number, number]} lon, lat
 */
export function along(fixes, t) {
  const k = fixes.findIndex((f) => ms(f) > t);
  if (k === 0) return [fixes[0][0], fixes[0][1]];
  if (k < 0) return [fixes[fixes.length - 1][0], fixes[fixes.length - 1][1]];
  const [a, b] = [fixes[k - 1], fixes[k]];
  const share = (t - ms(a)) / (ms(b) - ms(a));
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/**
 * Where a place that went with the water is at another moment.
 *
 * @param {Fix[]} datum the drifting frame through time @param {[number, number]} place @param {number} then when it was there
 * @param {number} now [ms]
 * @returns {[number, number]}
 */
export function carried(datum, [lon, lat], then, now) {
  if (datum.length === 0) return [lon, lat];
  const [a, b] = [along(datum, then), along(datum, now)];
  return [lon + b[0] - a[0], lat + b[1] - a[1]];
}

/** The moment at whose place an area is drawn: in the water it goes along, over the ground it lies where it is begun until it is ended. @param {{begin: string, end: string}} area @param {number} t [ms] @param {string} how water or ground */
export const drawnFor = ({ begin, end }, t, how) => (how === "water" ? t : Math.min(Math.max(t, Date.parse(begin)), Date.parse(end)));

/**
 * A track cut at a moment: what is done and what is to come, each with the place where it is then.
 *
 * @param {Fix[]} track @param {number} t [ms]
 * @returns {{done: Fix[], coming: Fix[]}}
 */
export function cut(track, t) {
  const [lon, lat] = along(track, t);
  /** @type {Fix} */
  const here = [lon, lat, new Date(t).toISOString()];
  const before = track.filter((f) => ms(f) < t);
  const behind = track.filter((f) => ms(f) > t);
  return { done: before.length ? [...before, here] : [], coming: behind.length ? [here, ...behind] : [] };
}

/**
 * The places of a track as they are drawn at a moment.
 *
 * @param {Fix[]} track @param {Fix[]} datum @param {number} t [ms] @param {string} how water or ground
 * @returns {[number, number][]}
 */
export const drawn = (track, datum, t, how) =>
  track.map((f) => (how === "water" ? carried(datum, [f[0], f[1]], ms(f), t) : /** @type {[number, number]} */ ([f[0], f[1]])));

/** Tracks as the record and the server take them, as far as they are made by a moment. @param {SearchPlan} doc @param {number} until [ms] */
export const tracksUntil = (doc, until) =>
  doc.assets
    .map((a) => ({ asset: a.name, points: cut(a.track, until).done, sweep_m: a.sweep_m, pattern: a.areas[0]?.pattern ?? "" }))
    .filter((t) => t.points.length > 1);
