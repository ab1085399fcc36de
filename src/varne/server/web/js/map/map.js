// @ts-check
/** The map: put together from its layers, redrawn from each picture, repainted with the palette. The list works without it. */
import { viewSaid, writeAddress } from "../address.js";
import { byId } from "../element.js";
import { box } from "../geometry.js";
import { placed } from "../intake/panel.js";
import { chosen, readings as read } from "../intake/place.js";
import { shows, ticked } from "../layers/choice.js";
import { startTold } from "../layers/told.js";
import { add, measuring } from "../measure/route.js";
import { colours, palette } from "../palette.js";
import { changed } from "../search/editing.js";
import { frame, plan } from "../search/plan.js";
import { whenAny } from "../signal.js";
import { boatOf, following, picture, selected } from "../state.js";
import { then, thenAt } from "../then.js";
import { tracks } from "../traffic.js";
import { language } from "../words.js";
import * as assets from "./assets.js";
import * as boats from "./boats.js";
import * as contours from "./contours.js";
import { startDragging } from "./dragging.js";
import { ensembleLayer } from "./ensemble.js";
import * as ground from "./ground.js";
import * as layered from "./layered.js";
import { startPointer } from "./pointer.js";
import * as search from "./plan.js";
import * as readings from "./readings.js";
import * as reports from "./reports.js";
import { empty, loadGround, seaMap, STRAIT } from "./sea.js";
import { putSymbols } from "./symbols.js";
import * as traffic from "./traffic.js";

const OVERLAYS = [contours, search, reports, assets, boats, readings]; // lowest first

/** @param {import("../palette.js").Colours} c @returns {any[]} */
function allLayers(c) {
  const [sea, ...rest] = ground.layers(c);
  return [sea, ...layered.under(c), ...rest, ...layered.over(c), ...ground.lineNames(c), ...traffic.layers(c), ...OVERLAYS.flatMap((o) => /** @type {any[]} */ (o.layers(c)))];
}

/**
 * Draw the map and keep it true. Resolves when the first picture of it stands.
 *
 * @param {{zoom: number, center: [number, number]}|null} view where it opens; null on the Strait
 */
export async function startMap(view) {
  const loaded = await loadGround();
  const [, lines] = loaded;
  const sources = { ...empty([traffic.source, ...OVERLAYS.map((o) => o.source)]), ...layered.sources() };
  const map = await seaMap("map", "map.label", loaded, sources, allLayers(colours()), view);
  const ensemble = ensembleLayer();
  map.addLayer(ensemble, "contour-rim-0.95");
  const signs = traffic.trafficLayer();
  map.addLayer(signs, "traffic");
  putSymbols(map, colours());
  for (const points of [ensemble, signs]) points.paint(colours());
  whenAny([picture, selected, language, plan, changed, thenAt, frame, then, read, chosen], () => redraw(map));
  whenAny([picture, selected, then], () => wantEnsemble(ensemble));
  whenAny([tracks, picture, ticked], () => drawTraffic(map, signs));
  layered.startLayers(map);
  startTold();
  palette.watch(() => repaint(map, [ensemble, signs]));
  language.watch(() => source(map, "lines").setData(ground.labelled(lines)));
  answerPointer(map);
  answerButtons(map);
  map.on("moveend", () => writeAddress({ map: viewSaid(map.getCenter(), map.getZoom()) }));
  return map;
}

/** @param {any} map @param {string} name */
const source = (map, name) => map.getSource(name);

/** @param {any} map */
function redraw(map) {
  const now = picture.get();
  if (now) for (const o of OVERLAYS) source(map, o.source).setData(o.data(now, selected.get()));
}

let worded = -Infinity;
const WORDS_MS = 1000; // signs move with every frame; their words follow once a second, for the map sets each anew

/** Tracks are now: a page that looks back shows none. @param {any} map @param {any} signs */
function drawTraffic(map, signs) {
  const shown = following() && shows("traffic") ? [...tracks.get().values()] : [];
  signs.show(shown);
  if (shown.length && performance.now() - worded < WORDS_MS) return;
  worded = performance.now();
  source(map, traffic.source).setData(traffic.data(shown));
}

/** @param {any} map @param {any[]} points */
function repaint(map, points) {
  const c = colours();
  for (const layer of allLayers(c))
    for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
  putSymbols(map, c);
  layered.putImages(map, c);
  for (const layer of points) layer.paint(c);
}

/** @param {any} ensemble */
function wantEnsemble(ensemble) {
  const boat = boatOf(selected.get());
  const later = then.get();
  if (boat && later?.boat === boat.id) ensemble.show(new Float32Array(later.points.flat()));
  else if (!boat?.forecast) ensemble.show(new Float32Array());
  else ensemble.want(boat.id, following() ? {} : { at: picture.get()?.at ?? "" });
}

/** @param {any} map */
function answerPointer(map) {
  startDragging(map);
  startPointer(map);
  map.on("click", (/** @type {any} */ e) => {
    if (measuring.get()) add([e.lngLat.lng, e.lngLat.lat]); // and no place of the report that is open beside it
    else if (byId("intake").open) placed(e.lngLat.lng, e.lngLat.lat);
  });
  map.on("click", "boats", (/** @type {any} */ e) => measuring.get() || selected.set(e.features[0].properties.id));
  map.on("mouseenter", "boats", () => map.getCanvas().classList.add("over-boat"));
  map.on("mouseleave", "boats", () => map.getCanvas().classList.remove("over-boat"));
}

/** @param {any} map */
function answerButtons(map) {
  byId("zoom-in").onclick = () => map.zoomIn();
  byId("zoom-out").onclick = () => map.zoomOut();
  byId("zoom-strait").onclick = () => map.fitBounds(STRAIT);
  byId("zoom-boat").onclick = () => {
    const boat = boatOf(selected.get());
    const later = then.get()?.boat === boat?.id ? then.get()?.forecast : null;
    const region = search.whole(selected.get()) ?? later?.regions["0.95"] ?? boat?.forecast?.regions["0.95"];
    const around = region && box(region);
    if (around) map.fitBounds(around, { padding: 60, maxZoom: 13 });
    else if (boat?.lon != null) map.easeTo({ center: [boat.lon, boat.lat], zoom: Math.max(map.getZoom(), 11) });
  };
}
