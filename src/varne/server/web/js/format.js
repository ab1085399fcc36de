// @ts-check
/** Numbers as seafarers and officers read them: degrees and decimal minutes, UTC beside French time, ranges of people. */

/**
 * One angle in degrees and decimal minutes, `51°08.50'N`; minutes never round up to 60.
 *
 * @param {number} degrees
 * @param {number} width digits of the whole degrees: 2 for latitude, 3 for longitude
 * @param {string} positive letter for a positive angle
 * @param {string} negative
 * @param {number} decimals of the minutes
 */
function angle(degrees, width, positive, negative, decimals) {
  const scale = 10 ** decimals;
  const units = Math.round(Math.abs(degrees) * 60 * scale);
  const whole = Math.floor(units / (60 * scale));
  const minutes = (units - whole * 60 * scale) / scale;
  const letter = degrees < 0 && units > 0 ? negative : positive;
  return `${String(whole).padStart(width, "0")}°${minutes.toFixed(decimals).padStart(3 + decimals, "0")}'${letter}`;
}

/** @param {number} lat @param {number} [decimals] */
export const latitude = (lat, decimals = 2) => angle(lat, 2, "N", "S", decimals);

/** @param {number} lon @param {number} [decimals] */
export const longitude = (lon, decimals = 2) => angle(lon, 3, "E", "W", decimals);

/** @param {number} lon @param {number} lat @param {number} [decimals] latitude first, as it is said at sea */
export const position = (lon, lat, decimals = 2) => `${latitude(lat, decimals)} ${longitude(lon, decimals)}`;

/** @param {string|number|Date} at */
const iso = (at) => new Date(at).toISOString();

/** @param {string|number|Date} at @returns {string} `01:33`, with seconds only when there are any */
export function clockTime(at) {
  const text = iso(at);
  return text.slice(17, 19) === "00" ? text.slice(11, 16) : text.slice(11, 19);
}

/** @param {string|number|Date} at @returns {string} `01:33`, to the nearest minute: nobody steers by seconds */
export const minuteTime = (at) => clockTime(60000 * Math.round(new Date(at).getTime() / 60000));

/** @param {string|number|Date} at */
export const utcSeconds = (at) => iso(at).slice(11, 19);

/** @param {string|number|Date} at */
export const day = (at) => iso(at).slice(0, 10);

/**
 * A moment as an address, a field or a file has it: in UTC where no zone is named, whatever the clock of this machine says.
 *
 * @param {string|null|undefined} said @returns {number|null} [ms]; null for what is no time
 */
export function momentOf(said) {
  const text = (said ?? "").trim().replace(" ", "T");
  const moment = Date.parse(/(Z|[+-]\d\d:\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(moment) || !/^\d{4}-/.test(text) ? null : moment;
}

const paris = new Intl.DateTimeFormat("fr-FR", {
  timeZone: "Europe/Paris",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** @param {string|number|Date} at the same moment on a French clock, `02:33` */
export const frenchTime = (at) => paris.format(new Date(at));

/** @param {number|null|undefined} seconds how long ago: `40 s`, `12 min`, `3 h 05` */
export function age(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "?";
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.max(0, Math.round(seconds))} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** @param {import("./types.js").Count|null|undefined} count as a range: `33`, `33–40` or `?` */
export function range(count) {
  if (!count) return "?";
  return count.min === count.max ? String(count.min) : `${count.min}–${count.max}`;
}

/** @param {number} p a probability for people: never 0 % or 100 % unless it is exactly that */
export function percent(p) {
  if (p === 0 || p === 1) return `${p * 100} %`;
  if (p < 0.01) return "< 1 %";
  if (p > 0.99) return "> 99 %";
  return `${Math.round(p * 100)} %`;
}

/** @param {number} db decibans with their sign, `+12` or `−3` */
export const decibans = (db) => `${db < 0 ? "−" : "+"}${Math.abs(db).toFixed(Math.abs(db) < 10 ? 1 : 0)}`;
