// @ts-check
/** The panel of layers: a box to tick for each, the reason beside what is not there, and in words what the moving ones show. */
import { byId, h, refresh } from "../element.js";
import { clockTime, percent, position } from "../format.js";
import { NEAR, placed, places } from "../map/stations.js";
import { degrees } from "../measure/route.js";
import { whenAny } from "../signal.js";
import { decimal, language, say, t, word } from "../words.js";
import { LAYERS, shows, tick, ticked, without } from "./choice.js";
import { told, troubles, visibility } from "./told.js";
import { view } from "./view.js";

export function startLayers() {
  byId("layers-visibility").value = visibility.get();
  byId("layers-visibility").onchange = (/** @type {any} */ e) => e.target.reportValidity() && visibility.set(e.target.value);
  refresh(byId("layers"), [], () => LAYERS.map(row));
  whenAny([ticked, without, language, troubles, view, ...Object.values(told)], draw);
}

/** @param {string} name */
const row = (name) =>
  h(
    "li",
    {},
    h("label", { class: "check" }, h("input", { type: "checkbox", id: `layer-${name}`, "aria-describedby": `layer-${name}-said`, onchange: (/** @type {any} */ e) => tick(name, e.target.checked) }), h("span", { id: `layer-${name}-name` })),
    h("div", { class: "second", id: `layer-${name}-said` }),
  );

function draw() {
  for (const name of LAYERS) {
    const missing = without.get()[name];
    byId(`layer-${name}`).checked = shows(name);
    byId(`layer-${name}`).disabled = !!missing;
    byId(`layer-${name}-name`).textContent = t(`layer.${name}`);
    const said = missing ? [say(missing)] : shows(name) ? [troubles.get()[name] && t("layers.trouble", { why: troubles.get()[name] }), ...(SAID[name]?.() ?? [])] : [];
    refresh(byId(`layer-${name}-said`), [said], () => said.filter((one) => one).map((one) => h("p", {}, one)));
  }
  byId("layers-weather").hidden = !shows("coverage");
}

/** What a layer shows, in words, while it is shown. @type {Record<string, () => string[]>} */
const SAID = {
  depth: () => (told.depth.get() ? [t("layers.depth", { shallowest: decimal(told.depth.get().shallowest_m, 1) })] : []),
  marks,
  stations,
  current: () => flow("current"),
  wind: () => flow("wind"),
  coverage,
};

const KINDS = ["light_vessel", "bank", "harbour"];

/** A sentence for each kind: names and places. */
function marks() {
  /** @type {any[]} */
  const all = told.marks.get()?.features ?? [];
  const place = (/** @type {[number, number]} */ [lon, lat]) => position(lon, lat, 1);
  const named = (/** @type {string} */ kind) => all.filter((m) => m.properties.kind === kind).map((m) => `${m.properties.name} ${place(m.geometry.coordinates)}`);
  return all.length ? [...KINDS.map((kind) => t(`layers.marks.${kind}`, { names: named(kind) })), t("layers.marks")] : [];
}

function stations() {
  const fleet = told.stations.get() ?? [];
  const nowhere = fleet.filter((a) => !placed(a)).map((a) => a.name);
  const rough = places(fleet).filter((there) => there[0].approximate).length;
  const far = (view.get()?.zoom ?? NEAR) < NEAR;
  return [t("layers.stations", { places: places(fleet).length, rough }), ...(far ? [t("layers.stations_far")] : []), ...(nowhere.length ? [t("layers.stations_none", { names: nowhere })] : [])];
}

/** @param {"current"|"wind"} kind the arrow nearest to the middle of the map, in words */
function flow(kind) {
  const answer = told[kind].get();
  const middle = view.get()?.middle;
  if (!answer || !middle) return [];
  if (answer.why) return [say(answer.why)];
  const nearest = answer.arrows.toSorted((a, b) => apart(a, middle) - apart(b, middle))[0];
  if (!nearest) return [t("layers.flow_none")];
  const [lon, lat, kn, to] = nearest;
  const from = (to + 180) % 360;
  const where = { place: position(lon, lat, 1), at: clockTime(answer.at), kn: decimal(kn, 1), to: degrees(to), from: degrees(from), to_point: word("point", pointOf(to)), from_point: word("point", pointOf(from)) };
  return [t(`layers.${kind}`, where), answer.field ?? ""];
}

/** @param {number[]} arrow @param {[number, number]} middle far enough for the nearest */
const apart = ([lon, lat], [lon0, lat0]) => ((lon - lon0) * Math.cos((lat0 * Math.PI) / 180)) ** 2 + (lat - lat0) ** 2;

const POINTS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** @param {number} direction [deg] */
const pointOf = (direction) => POINTS[Math.round(direction / 45) % 8];

function coverage() {
  const answer = told.coverage.get();
  if (!answer) return [];
  const { boat, people } = answer.unseen ?? {};
  return [
    ...(answer.why ? [say(answer.why)] : []),
    ...(boat && people ? [t("layers.unseen", { boat: percent(boat.share), people: percent(people.share), at: clockTime(answer.at) })] : []),
    ...answer.looking.map((one) => say(one.words)),
    ...(answer.not_counted.length ? [t("layers.not_counted"), ...answer.not_counted.map(say)] : []),
    say(answer.assumed),
    t("layers.coverage_sight"),
  ];
}
