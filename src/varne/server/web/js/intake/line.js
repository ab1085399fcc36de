// @ts-check
/** What was typed into the form as a report line: what is empty is absent, for nobody said it. */

/** @typedef {Record<string, string>} Typed the form's fields by name */

const DAY_MS = 86400000;
const SAID = ["clothing", "flotation", "water_since", "children"];

/**
 * @param {Typed} typed @param {string} id @param {number} received when the form was opened [ms since 1970]
 * @param {{lon: number, lat: number, resolution_m?: number}|null} place the reading that was chosen
 * @param {(field: string, value: string) => string} told a fact without a field of its own, in words
 */
export function lineOf(typed, id, received, place, told) {
  const line = {
    id,
    received: new Date(received).toISOString(),
    observed: observed(typed.observed, received),
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
 * A time of day typed as 0231 or 02:31 UTC, the latest such moment that is not after the report came in.
 *
 * @param {string} text @param {number} received [ms] @returns {string|undefined}
 */
export function observed(text, received) {
  const parts = /^([01]?\d|2[0-3]):?([0-5]\d)$/.exec((text ?? "").trim());
  if (!parts) return undefined;
  const moment = new Date(received).setUTCHours(Number(parts[1]), Number(parts[2]), 0, 0);
  return new Date(moment > received ? moment - DAY_MS : moment).toISOString();
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
