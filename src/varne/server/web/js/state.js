// @ts-check
/** What the page knows and what is chosen on it: the only shared state. */
import { playing } from "./clock.js";
import { clockTime } from "./format.js";
import { newest, getJson } from "./newest.js";
import { signal } from "./signal.js";
import { came, waitFor } from "./waiting.js";

/** @type {import("./signal.js").Signal<import("./types.js").Picture|null>} the last picture that came; older is better than none */
export const picture = signal(/** @type {any} */ (null));

/** @type {import("./signal.js").Signal<import("./types.js").Case|null>} */
export const night = signal(/** @type {any} */ (null));

/** @type {import("./signal.js").Signal<import("./types.js").TimelineEvent[]>} */
export const timeline = signal(/** @type {any} */ ([]));

/** @type {import("./signal.js").Signal<string|null>} the chosen boat */
export const selected = signal(/** @type {any} */ (null));

/** @type {import("./signal.js").Signal<{since: number, why: string}|null>} set while the server does not answer */
export const silence = signal(/** @type {any} */ (null));

const WITHIN_S = 3; // the server answers by then with what it has

/** @param {Error|null} problem */
function trouble(problem) {
  if (!problem) silence.set(null);
  else silence.set({ since: silence.get()?.since ?? Date.now(), why: problem.message });
}

/** Live, and not looking back: then the server's clock counts, not ours, or what is a second old could be missed. */
export const following = () => night.get()?.mode === "live" && playing.get();

/** @type {number|null} the moment that the last wish was for */
let wished = null;

/** Ask for the picture as it was known at a moment [ms since 1970], null for all that the server knows; call as often as you like. */
export function wantPicture(/** @type {number|null} */ moment) {
  wished = moment;
  awaitPicture();
  askPicture(moment);
}

const awaitPicture = () => waitFor("picture", { at: clockTime(Math.floor((wished ?? Date.now()) / 1000) * 1000) });

const askPicture = newest(
  (/** @type {number|null} */ at) => {
    const moment = at === null ? "" : `&at=${encodeURIComponent(new Date(at).toISOString())}`;
    return getJson(`/api/picture?within=${WITHIN_S}${moment}`);
  },
  (/** @type {import("./types.js").Picture} */ answer, at) => {
    picture.set(answer);
    came("picture");
    if (at !== wished) awaitPicture(); // one moment came while another was wished for already: that one is waited for from now on
    const pending = answer.pending?.length ?? 0; // forecasts that are still being made: shown without them, and asked again
    if (pending) waitFor("forecast", { boats: pending });
    else came("forecast");
    return pending > 0;
  },
  trouble,
);

/** As of when a request asks, for its address: nothing for all that a live server knows. @param {"?"|"&"} mark */
export const asOf = (mark) => (following() || !picture.get() ? "" : `${mark}at=${encodeURIComponent(picture.get()?.at ?? "")}`);

/** @param {string|null} id @returns {import("./types.js").Boat|undefined} */
export const boatOf = (id) => picture.get()?.boats.find((b) => b.id === id);

/** @param {string} id @returns {import("./types.js").ReportRow|undefined} */
export const reportOf = (id) => picture.get()?.reports.find((r) => r.id === id);

/** @param {string|null} id the label of a boat, or its id where the picture does not hold it */
export const nameOf = (id) => boatOf(id)?.name ?? id ?? "";
