// @ts-check
/** What was typed into the form as a report line: what is empty is absent, for nobody said it. */

/** @typedef {Record<string, string>} Typed the form's fields by name */

const DAY_MS = 86400000;
const AHEAD_MS = 300000; // how far the clock on the wall may be ahead of this browser's
export const TIME = "([01]?\\d|2[0-3])[:hH.]?([0-5]\\d) ?[zZ]?"; // as people write a time of day: 0231, 02:31, 2h31
const SAID = ["clothing", "flotation", "water_since", "children"];

/**
 * @param {Typed} typed @param {string} id @param {number} opened when the form was [ms since 1970] @param {number} now [ms]
 * @param {{lon: number, lat: number, resolution_m?: number}|null} place the reading that was chosen
 * @param {(field: string, value: string) => string} told a fact without a field of its own, in words
 */
export function lineOf(typed, id, opened, now, place, told) {
  const seen = observed(typed.observed, now);
  const line = {
    id,
    received: new Date(Math.max(opened, seen ?? opened)).toISOString(), // a call goes on: what was true during it came in then
    observed: seen && new Date(seen).toISOString(),
    channel: typed.channel,
    source: typed.source,
    position_text: typed.position,
    ...(place && { lon: place.lon, lat: place.lat }),
    error_m: number(typed.error_m) ?? (place?.resolution_m ? Math.max(place.resolution_m, 1) : undefined),
    people: count(typed, "people"),
    condition: typed.condition === "unknown" ? undefined : typed.condition,
    in_water: count(typed, "in_water"),
    boat: filled({ length_m: number(typed.length_m), colour: typed.colour, type: typed.type, engine: typed.engine }),
    course: number(typed.course),
    speed_kn: number(typed.speed_kn),
    caller: typed.caller,
    text: [typed.text, ...SAID.filter((f) => typed[f]).map((f) => told(f, typed[f]))].filter(Boolean).join(" · "),
  };
  return /** @type {Record<string, unknown>} */ (filled(line));
}

/**
 * A time of day in UTC, the latest such moment that has been; a minute that begins only now by a clock ahead of ours is now.
 *
 * @param {string} text @param {number} now when the report is handed in, not when the form was opened [ms] @returns {number|undefined} [ms]
 */
export function observed(text, now) {
  const parts = new RegExp(`^${TIME}$`).exec((text ?? "").trim());
  if (!parts) return undefined;
  const [hour, minute] = [Number(parts[1]), Number(parts[2])];
  const latest = [1, 0, -1].map((days) => new Date(now + days * DAY_MS).setUTCHours(hour, minute, 0, 0)).find((m) => m <= now + AHEAD_MS);
  return latest && Math.min(latest, now);
}

/** @param {Typed} typed @param {string} name @returns {{min: number, likely: number, max: number}|undefined} one number is all three */
function count(typed, name) {
  const given = ["min", "likely", "max"].map((k) => number(typed[`${name}_${k}`]));
  if (given.every((n) => n === undefined)) return undefined;
  const likely = given[1] ?? (given[0] !== undefined && given[2] !== undefined ? Math.round((given[0] + given[2]) / 2) : (given[0] ?? given[2] ?? 0));
  return { min: given[0] ?? likely, likely, max: given[2] ?? likely };
}

/** @param {string|undefined} text */
const number = (text) => (text?.trim() && Number.isFinite(Number(text.replace(",", "."))) ? Number(text.replace(",", ".")) : undefined);

/** @param {Record<string, unknown>} of @returns {Record<string, unknown>|undefined} without what is empty; undefined when nothing is left */
function filled(of) {
  const held = Object.entries(of).filter(([, v]) => v !== undefined && v !== "");
  return held.length ? Object.fromEntries(held) : undefined;
}
