// @ts-check
/** What sensors follow now, and how their feeds stand: told by the event stream only, newest values only, never in a replay. */
import { signal } from "./signal.js";

/** @type {import("./signal.js").Signal<ReadonlyMap<string, import("./types.js").Track>>} by id; a new Map with each frame */
export const tracks = signal(/** @type {any} */ (new Map()));

/** @type {import("./signal.js").Signal<{feeds: import("./types.js").Feed[], troubles: string[]}>} */
export const feeds = signal(/** @type {any} */ ({ feeds: [], troubles: [] }));

/**
 * The tracks after a frame of the stream.
 *
 * @param {ReadonlyMap<string, import("./types.js").Track>} known
 * @param {{whole: boolean, tracks: import("./types.js").Track[], gone: string[]}} frame
 */
export function after(known, { whole, tracks: changed, gone }) {
  const now = new Map(whole ? [] : known);
  for (const id of gone) now.delete(id);
  for (const track of changed) now.set(track.id, track);
  return now;
}

/** @param {EventSource} stream */
export function follow(stream) {
  stream.addEventListener("tracks", (e) => tracks.set(after(tracks.get(), JSON.parse(e.data))));
  stream.addEventListener("feeds", (e) => feeds.set(JSON.parse(e.data)));
}
