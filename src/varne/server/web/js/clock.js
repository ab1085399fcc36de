// @ts-check
/** The page's clock: a moment of the night that can run, stop and jump; in live mode it follows the real time. */
import { signal } from "./signal.js";

export const SPEEDS = [1, 10, 60, 300, 900, 1800];
export const at = signal(0); // the moment shown [ms since 1970, UTC]
export const playing = signal(false);
export const speed = signal(300); // simulated seconds a second
export const span = signal({ start: 0, end: 1 }); // of the night [ms]
const LOOK_BACK = 12 * 3600000; // how far a live bar reaches back where the server names no start [ms]
let live = false;

/** The real time, to the second: more often nothing on the page changes. */
const wholeSecond = () => Math.floor(Date.now() / 1000) * 1000;

/** @param {number} moment keep it inside the night */
const inside = (moment) => Math.min(span.get().end, Math.max(span.get().start, moment));

/** @param {number} moment [ms] */
export const jump = (moment) => at.set(inside(moment));

export function toggle() {
  if (!playing.get() && !live && at.get() >= span.get().end) jump(span.get().start);
  playing.set(!playing.get());
}

/**
 * @param {{start?: string, end?: string, mode: string, speed?: number}} night
 * @param {number|null} opening moment asked for in the address
 */
export function setNight(night, opening) {
  live = night.mode === "live";
  const start = Date.parse(night.start ?? "");
  span.set({ start: Number.isNaN(start) ? wholeSecond() - LOOK_BACK : start, end: live ? wholeSecond() : Date.parse(night.end ?? "") });
  speed.set(live ? 1 : night.speed || 300);
  at.set(inside(opening ?? (live ? wholeSecond() : span.get().start)));
  playing.set(live && opening === null);
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    tick(now - last);
    last = now;
  }, 100);
}

/** @param {number} passed real time since the last tick [ms] */
function tick(passed) {
  if (live && span.get().end < wholeSecond()) span.set({ ...span.get(), end: wholeSecond() });
  if (!playing.get()) return;
  at.set(inside(live ? wholeSecond() : at.get() + passed * speed.get()));
  if (!live && at.get() >= span.get().end) playing.set(false);
}

/**
 * The next or the previous moment at which something was recorded; the ends of the night where there is none.
 *
 * @param {{at: string}[]} events in time order
 * @param {number} moment [ms]
 * @param {1|-1} direction
 */
export function neighbour(events, moment, direction) {
  const moments = events.map((e) => Date.parse(e.at));
  const found = direction > 0 ? moments.find((m) => m > moment) : moments.findLast((m) => m < moment);
  return found ?? (direction > 0 ? span.get().end : span.get().start);
}
