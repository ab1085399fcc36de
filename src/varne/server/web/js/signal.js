// @ts-check
/** A value that others watch. The page holds a handful of them and nothing else changes. */

/**
 * @template T
 * @typedef {{get: () => T, set: (value: T) => void, watch: (see: (value: T) => void) => void}} Signal
 */

/**
 * @template T
 * @param {T} value
 * @returns {Signal<T>}
 */
export function signal(value) {
  /** @type {((value: T) => void)[]} */
  const watchers = [];
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const see of watchers) see(value);
    },
    watch(see) {
      watchers.push(see);
    },
  };
}

/**
 * Call `draw` once after any of the signals changed, however many changed together.
 *
 * @param {Signal<any>[]} signals
 * @param {() => void} draw
 */
export function whenAny(signals, draw) {
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      draw();
    });
  };
  for (const s of signals) s.watch(ask);
  ask();
}
