// @ts-check
/** A map of the Strait with nothing on it yet: how it opens, what one can do to it, its scale. Every map of the page is one. */
import { Map as GLMap, ScaleControl } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { box, collection } from "../geometry.js";
import { getJson } from "../newest.js";
import { language, t } from "../words.js";
import * as ground from "./ground.js";

export const STRAIT = [1.1, 50.8, 2.45, 51.3]; // what is shown first: Folkestone to Dunkirk

/** Land and the lines at sea, as the node has them. */
export const loadGround = () => Promise.all([getJson("/api/map/coast"), getJson("/api/map/lines")]);

/**
 * The map in an element; resolves when it is drawn.
 *
 * @param {string} container id of the element @param {string} label key of what a screen reader calls it
 * @param {[any, any]} loaded land and lines @param {Record<string, any>} sources of what will be drawn
 * @param {any[]} layers all of them, lowest first @param {{zoom: number, center: [number, number]}|null} view where it opens; null on the Strait
 */
export async function seaMap(container, label, [coast, lines], sources, layers, view) {
  const bounds = box(coast) ?? [-0.2, 49.9, 3.4, 52];
  /** @type {any} */
  const map = new GLMap({
    container,
    style: /** @type {any} */ ({
      version: 8,
      sources: { coast: geojson(coast), lines: geojson(ground.labelled(lines)), grid: geojson(ground.grid(bounds)), ...sources },
      layers,
    }),
    .../** @type {any} */ (view ?? { bounds: STRAIT }),
    maxBounds: /** @type {any} */ (bounds),
    fadeDuration: 0,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
  });
  called(map.getCanvas(), label);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: "nautical", maxWidth: 120 }), "bottom-left");
  await map.once("load");
  return map;
}

/** @param {Element} element @param {string} label key of its name, in the language of the page as it is now and will be */
function called(element, label) {
  const call = () => element.setAttribute("aria-label", t(label));
  language.watch(call);
  call();
}

/** @param {any} data */
const geojson = (data) => ({ type: "geojson", data });

/** @param {string[]} names @returns {Record<string, any>} sources with nothing in them yet */
export const empty = (names) => Object.fromEntries(names.map((name) => [name, geojson(collection([]))]));
