// @ts-check
/** What the server tells of each layer that is shown: still ones once, moving ones for the moment and the part of the sea shown. */
import { getJson, newest } from "../newest.js";
import { isDark } from "../search/sun.js";
import { signal, whenAny } from "../signal.js";
import { following, picture, silence } from "../state.js";
import { shownFor, thenAt } from "../then.js";
import { came, waitFor } from "../waiting.js";
import { shows, ticked, without } from "./choice.js";
import { boxOf, spacing, view } from "./view.js";

/** @typedef {import("../types.js").Flow} Flow @typedef {import("../types.js").Coverage} Coverage */
/** @typedef {{depth: any, lanes: any, marks: any, stations: import("../types.js").FleetAsset[], current: Flow, wind: Flow, coverage: Coverage}} Told */

/** How far one sees, as an officer says it; what nothing measures here. @type {import("../signal.js").Signal<string>} [NM] */
export const visibility = signal("5");

/** @template T @returns {import("../signal.js").Signal<T|null>} nothing has come yet */
const nothing = () => signal(/** @type {any} */ (null));

/** @type {{[K in keyof Told]: import("../signal.js").Signal<Told[K]|null>}} the last answer for each; an older one is better than none */
export const told = { depth: nothing(), lanes: nothing(), marks: nothing(), stations: nothing(), current: nothing(), wind: nothing(), coverage: nothing() };

/** @type {import("../signal.js").Signal<Record<string, string>>} layers that could not be fetched, and why */
export const troubles = signal(/** @type {any} */ ({}));

const MINUTE = 60000; // a stream does not change more in one than an arrow can show [ms]

/** The moment that is drawn, to the minute. */
const minute = () => Math.floor(shownFor() / MINUTE) * MINUTE;

/** @param {number} moment */
const iso = (moment) => new Date(moment).toISOString();

/** Live, and looking neither back nor ahead. */
const now = () => following() && thenAt.get() === null;

/** Where each layer is asked for; null as long as it cannot be. @type {Record<keyof Told, () => string|null>} */
const PATHS = {
  depth: () => "/api/map/depth",
  lanes: () => "/api/map/lanes",
  marks: () => "/api/map/marks",
  stations: () => `/api/fleet${now() ? "" : `?at=${iso(minute())}`}`,
  current: () => flow("current"),
  wind: () => flow("wind"),
  coverage,
};

/** @param {string} kind */
function flow(kind) {
  const v = view.get();
  return v && `/api/map/flow?kind=${kind}&at=${iso(minute())}&box=${boxOf(v)}&spacing=${spacing(v)}`;
}

/** Radars are known as they stand now: then no moment is named. By night an eye counts for nothing, and the sun says when. */
function coverage() {
  const v = view.get();
  const dark = v && isDark(minute(), ...v.middle) ? 1 : 0;
  return v && `/api/map/coverage?box=${boxOf(v)}&night=${dark}&visibility_nm=${encodeURIComponent(visibility.get())}${now() ? "" : `&at=${iso(minute())}`}`;
}

/** @param {string} name @param {Error|null} problem */
function trouble(name, problem) {
  came(`layer.${name}`);
  const { [name]: _, ...others } = troubles.get();
  if (problem || name in troubles.get()) troubles.set(problem ? { ...others, [name]: problem.message } : others);
}

const STILL = ["depth", "lanes", "marks"]; // the same at every moment
const PACE = { apart: 800, retry: 4000 }; // [ms]

/** @param {keyof Told} name @returns {() => void} ask for it if it is shown and not what has been asked for already */
function asking(name) {
  let last = "";
  const ask = newest(
    (/** @type {{path: string, wish: string}} */ { path }) => getJson(path),
    (answer, { wish }) => {
      /** @type {any} */ (told[name]).set(answer);
      if (wish !== last) waitFor(`layer.${name}`); // for another part of the sea by now
    },
    (problem) => {
      if (problem) last = "";
      trouble(name, silence.get() ? null : problem); // a silent server is said in the header already
    },
    PACE,
  );
  return () => {
    const path = shows(name) ? PATHS[name]() : null;
    if (!path) return;
    const wish = now() && !STILL.includes(name) ? `${path} ${minute()}` : path; // what is asked of now is asked again
    if (wish === last) return;
    last = wish;
    waitFor(`layer.${name}`);
    ask({ path, wish });
  };
}

/** Ask what this node does not have, then for whatever is shown. */
export function startTold() {
  const all = /** @type {(keyof Told)[]} */ (Object.keys(PATHS)).map(asking);
  let asked = false;
  const first = newest(
    () => getJson("/api/map/layers"),
    (answer) => {
      without.set(answer.without);
      asked = true;
      wantAll();
    },
    (problem) => trouble("layers", silence.get() ? null : problem),
  );
  const wantAll = () => asked && all.forEach((want) => want());
  first(null);
  whenAny([ticked, without, view, picture, thenAt, visibility], wantAll);
}
