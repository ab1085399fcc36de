// @ts-check
/** Dragging the areas of a plan, while their figures are open: what is under the pointer goes with it, and the map stays. */
import { change, editing, keyOf, rectangle, ring } from "../search/editing.js";
import { carried, drawnFor, frame, plan } from "../search/plan.js";
import { shownFor } from "../then.js";

/** @typedef {import("../search/editing.js").Rectangle} Rectangle */

/** @type {{key: string, from: [number, number], was: Rectangle}|null} */
let held = null;

/** @param {any} map */
export function startDragging(map) {
  for (const begin of ["mousedown", "touchstart"]) map.on(begin, take);
  for (const move of ["mousemove", "touchmove"]) map.on(move, (/** @type {any} */ e) => follow(e, map));
  for (const end of ["mouseup", "touchend", "touchcancel"]) addEventListener(end, () => (held = null)); // also beside the map
}

/** @param {any} e */
function take(e) {
  const touches = e.originalEvent.touches?.length ?? 1;
  if (!editing() || touches !== 1 || e.originalEvent.button) return;
  held = under([e.lngLat.lng, e.lngLat.lat]);
  if (held) e.preventDefault(); // or the map would be dragged
}

/** @param {any} e @param {any} map */
function follow(e, map) {
  const here = /** @type {[number, number]} */ ([e.lngLat.lng, e.lngLat.lat]);
  map.getCanvas().classList.toggle("over-area", editing() && (held ?? under(here)) !== null);
  if (!held) return;
  const { key, from, was } = held;
  change(key, { ...was, lon: was.lon + here[0] - from[0], lat: was.lat + here[1] - from[1] });
}

/** The area as it is drawn at the moment shown; of several that lie over each other the one whose middle is nearest. @param {[number, number]} place */
function under(place) {
  const shown = plan.get();
  const hit = (shown?.doc.assets ?? []).flatMap((a) => [...a.areas.entries()].flatMap(([k, area]) => {
    const was = rectangle(keyOf(a.name, k), area);
    const drawn = (/** @type {[number, number]} */ p) => carried(shown?.doc.datum ?? [], p, Date.parse(was.at), drawnFor(area, shownFor(), frame.get()));
    const [lon, lat] = drawn([was.lon, was.lat]);
    return inside(place, ring(was).map(drawn)) ? [{ key: keyOf(a.name, k), from: place, was, away: Math.hypot(lon - place[0], lat - place[1]) }] : [];
  }));
  return hit.sort((a, b) => a.away - b.away)[0] ?? null;
}

/** @param {[number, number]} place @param {[number, number][]} corners closed */
function inside([x, y], corners) {
  let within = false;
  for (let i = 1; i < corners.length; i++) {
    const [[ax, ay], [bx, by]] = [corners[i - 1], corners[i]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}
