// @ts-check
/** Areas that a person moves, on the map or by figures: the plan's own until they are changed; then it is asked what they are worth. */
import { byId, h, refresh } from "../element.js";
import { minuteTime as minute, position } from "../format.js";
import { metresPerDegree } from "../geometry.js";
import { getJson } from "../newest.js";
import { signal, whenAny } from "../signal.js";
import { language, t } from "../words.js";
import { ask } from "./asking.js";
import { plan } from "./plan.js";

/**
 * @typedef {import("../types.js").SearchArea} SearchArea
 * @typedef {{lon: number, lat: number, length_m: number, width_m: number, heading: number, at: string}} Rectangle its middle at a moment
 */

const NM = 1852;

/** @type {import("../signal.js").Signal<Record<string, Rectangle>>} those that were changed */
export const changed = signal(/** @type {any} */ ({}));

/** @param {string} asset @param {number} k which of its areas */
export const keyOf = (asset, k) => `${asset}/${k}`;

/** @param {string} key @param {SearchArea} area as planned @returns {Rectangle} as it is now */
export const rectangle = (key, { lon, lat, length_m, width_m, heading, begin }) => changed.get()[key] ?? { lon, lat, length_m, width_m, heading, at: begin };

/** @param {string} key @param {Rectangle} now */
export const change = (key, now) => changed.set({ ...changed.get(), [key]: now });

/** @returns {boolean} may areas be dragged: where what is asked of them can be seen */
export const editing = () => byId("search-edit").open && !!plan.get()?.request;

/** @param {Rectangle} r @returns {[number, number][]} its corners, closed */
export function ring({ lon, lat, length_m, width_m, heading }) {
  const [east, north] = metresPerDegree(lat);
  const turn = (heading * Math.PI) / 180;
  const corner = (/** @type {number} */ a, /** @type {number} */ b) => {
    const [along, across] = [(a * length_m) / 2, (b * width_m) / 2];
    const e = along * Math.sin(turn) + across * Math.cos(turn);
    const n = along * Math.cos(turn) - across * Math.sin(turn);
    return /** @type {[number, number]} */ ([lon + e / east, lat + n / north]);
  };
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)];
}

export function startEditing() {
  plan.watch(() => changed.set({}));
  whenAny([plan, language], draw);
  changed.watch(put);
  byId("search-areas").onsubmit = valueAgain;
  byId("search-as-planned").onclick = () => changed.set({});
}

/** @returns {{key: string, asset: string, k: number, area: SearchArea}[]} every area of the plan that is shown */
const areas = () => (plan.get()?.doc.assets ?? []).flatMap((a) => a.areas.map((area, k) => ({ key: keyOf(a.name, k), asset: a.name, k, area })));

function draw() {
  byId("search-edit").hidden = !plan.get()?.request || areas().length === 0;
  refresh(byId("search-edit-areas"), [plan.get()?.doc, language.get()], () => areas().map(fields));
  put();
}

/** @param {ReturnType<typeof areas>[number]} row */
const fields = ({ key, asset, k, area }) =>
  h(
    "fieldset",
    { "data-area": key },
    h("legend", {}, t("search.edit_area", { asset, number: k + 1, begin: minute(area.begin), end: minute(area.end) })),
    h("label", {}, h("span", {}, t("search.edit_middle", { at: minute(area.begin) })), h("input", { name: "middle", required: true, onchange: (/** @type {any} */ e) => placed(key, area, e.target) })),
    ...["length", "width"].map((side) => number(side, t(`search.edit_${side}`), 0.1, 40, 0.01, (v) => change(key, { ...rectangle(key, area), [`${side}_m`]: v * NM }))),
    number("heading", t("search.edit_heading"), 0, 360, 1, (v) => change(key, { ...rectangle(key, area), heading: v % 180 })),
  );

/** @param {string} name @param {string} words @param {number} min @param {number} max @param {number} step @param {(value: number) => void} then */
const number = (name, words, min, max, step, then) =>
  h("label", {}, h("span", {}, words), h("input", { type: "number", name, min, max, step: "any", "data-step": step, required: true, onchange: (/** @type {any} */ e) => e.target.reportValidity() && then(Number(e.target.value)) }));

/** The figures of each area as it is now, but not under the hands of who types. */
function put() {
  for (const { key, area } of areas()) {
    const row = byId("search-edit-areas").querySelector(`[data-area="${CSS.escape(key)}"]`);
    const now = rectangle(key, area);
    const said = { middle: position(now.lon, now.lat, 2), length: (now.length_m / NM).toFixed(2), width: (now.width_m / NM).toFixed(2), heading: String(Math.round(now.heading)) };
    for (const [name, value] of Object.entries(said)) {
      const input = /** @type {HTMLInputElement|null|undefined} */ (row?.querySelector(`[name=${name}]`));
      if (!input || input === document.activeElement || input.ariaBusy) continue;
      input.value = value;
      input.setCustomValidity("");
    }
    row?.classList.toggle("changed", key in changed.get());
  }
  byId("search-acts").hidden = Object.keys(changed.get()).length > 0; // nobody takes a plan other than the one that is drawn
  byId("search-again").disabled = byId("search-as-planned").disabled = Object.keys(changed.get()).length === 0;
}

/** A position as people write it; of several readings none is taken. @param {string} key @param {SearchArea} area @param {HTMLInputElement} input */
async function placed(key, area, input) {
  const [of, text] = [plan.get(), input.value];
  input.setAttribute("aria-busy", "true");
  input.setCustomValidity(t("search.edit_reading")); // Enter must not value the plan with the place of before
  const { readings, failed } = await getJson(`/api/position?text=${encodeURIComponent(text)}`).catch((problem) => ({ readings: [], failed: problem.message }));
  if (plan.get() !== of || input.value !== text) return; // of a plan that is gone, or of what stands there no more
  input.removeAttribute("aria-busy");
  input.setCustomValidity(readings.length === 1 ? "" : failed ? t("measure.refused", { why: failed }) : t("search.edit_unread", { count: readings.length }));
  if (readings.length !== 1) return void input.reportValidity();
  change(key, { ...rectangle(key, area), lon: readings[0].lon, lat: readings[0].lat });
}

/** The same request with every area decided: nothing is looked for, only valued. @param {SubmitEvent} e */
function valueAgain(e) {
  e.preventDefault();
  const shown = plan.get();
  if (!shown) return;
  const decided = new Map(shown.doc.assets.map((a) => [a.name, a.areas.map((area, k) => rectangle(keyOf(a.name, k), area))]));
  const assets = shown.request.assets.map((/** @type {any} */ a) => (decided.get(a.name)?.length ? { ...a, area: decided.get(a.name) } : a));
  ask(shown.boat, { ...shown.request, assets, seconds: 0, rounds: null });
}
