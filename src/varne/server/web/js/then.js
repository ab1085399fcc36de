// @ts-check
/** Another moment for which the chosen boat and its plan are shown, by what is known at the moment of the picture. */
import { at } from "./clock.js";
import { newest } from "./newest.js";
import { signal, whenAny } from "./signal.js";
import { asOf, boatOf, picture, selected } from "./state.js";
import { came, waitFor } from "./waiting.js";

/** @typedef {import("./types.js").Then} Then */

const WITHIN_S = 3; // the server answers by then, if only that it is still at it

/** @type {import("./signal.js").Signal<number|null>} the moment looked ahead to [ms]; null: none, the moment of the picture is shown */
export const thenAt = signal(/** @type {any} */ (null));

/** @type {import("./signal.js").Signal<Then|null>} where the chosen boat may be then, as the server said last; it names its own moment */
export const then = signal(/** @type {any} */ (null));

/** @type {import("./signal.js").Signal<{tracks: any[], dim: boolean}|null>} tracks that are taken to find nothing until then */
export const whatIf = signal(/** @type {any} */ (null));

/** What is known of the people and the water they may be in, as typed; nothing is taken for granted. */
export const inWater = signal({ water: "", buoyancy: "unknown" });

/** @returns {number} the moment that boat and plan are shown for [ms] */
export const shownFor = () => thenAt.get() ?? at.get();

export function startThen() {
  whenAny([thenAt, selected, picture, whatIf, inWater], want);
}

function want() {
  const boat = boatOf(selected.get());
  const moment = thenAt.get();
  if (!boat?.forecast || moment === null) return then.set(null);
  ask({ boat: boat.id, for: new Date(moment).toISOString(), what: whatIf.get(), people: inWater.get() });
}

/** @typedef {{boat: string, for: string, what: {tracks: any[], dim: boolean}|null, people: {water: string, buoyancy: string}}} Wish */

const ask = newest(
  async (/** @type {Wish} */ wish) => {
    const answer = await (wish.what ? whatWouldBeLeft(wish, wish.what) : outlook(wish));
    if (answer.status >= 500) throw new Error(`the node answered ${answer.status}`);
    return answer.ok ? answer.json() : null; // refused: this boat has no forecast at that moment
  },
  (answer, wish) => {
    const wanted = thenAt.get() !== null && selected.get() === wish.boat;
    const pending = wanted && answer?.pending === true;
    if (pending) waitFor("outlook");
    else came("outlook");
    if (!pending) then.set(wanted ? { ...(answer ?? none(wish)), boat: wish.boat } : null);
    return pending;
  },
  () => {}, // the picture's own request tells that the server is silent
);

/** @param {Wish} wish that was refused: it is said, or the page would wait for ever @returns {Omit<Then, "boat">} */
const none = (wish) => ({ at: wish.for, made: picture.get()?.at ?? wish.for, lon: null, lat: null, place: "none", forecast: null, points: [] });

/** @param {Wish} wish */
function outlook({ boat, for: moment, people }) {
  const query = new URLSearchParams({ boat, for: moment, within: String(WITHIN_S) });
  if (people.water !== "") for (const [name, value] of Object.entries(people)) query.set(name, value);
  return fetch(`/api/outlook?${query}${asOf("&")}`);
}

/** @param {Wish} wish @param {{tracks: any[], dim: boolean}} what */
function whatWouldBeLeft({ boat, for: until }, { tracks, dim }) {
  const body = JSON.stringify({ boat, until, tracks, dim });
  return fetch(`/api/search/after${asOf("?")}`, { method: "POST", headers: { "content-type": "application/json", "x-varne": "1" }, body });
}
