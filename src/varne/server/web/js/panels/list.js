// @ts-check
/** The list of boats: enough to work a night without the map, by keyboard and by ear. */
import { byId, h, refresh } from "../element.js";
import { age, clockTime, latitude, longitude, range } from "../format.js";
import { signElement, signOf } from "../map/symbols.js";
import { whenAny } from "../signal.js";
import { picture, selected } from "../state.js";
import { language, t, word } from "../words.js";
import { handoverShort, held } from "./handover.js";

/** The most urgent first. */
const URGENCY = ["people_in_water", "swamped", "taking_water", "engine_stopped", "unknown", "underway", "landed"];

/** @type {Map<string, HTMLElement>} one row a boat, kept, so that the focus stays where it is */
const rows = new Map();

export function startList() {
  whenAny([picture, selected, language], draw);
  byId("boats").addEventListener("keydown", onKey);
  byId("boats").addEventListener("click", (/** @type {MouseEvent} */ e) => choose(/** @type {Element} */ (e.target)));
}

/** @param {import("../types.js").Boat[]} boats @returns {import("../types.js").Boat[]} open ones first, the urgent before the rest */
export function ordered(boats) {
  /** @param {import("../types.js").Boat} b */
  const rank = (b) => (b.status === "closed" ? 100 : URGENCY.indexOf(b.condition)) - (b.recorded ? 0.5 : 0);
  return [...boats].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function draw() {
  const now = picture.get();
  if (!now) return;
  const alarmed = new Set(now.alarms.filter((a) => a.waits).map((a) => a.boat));
  const boats = ordered(now.boats);
  for (const [id, row] of rows) {
    if (boats.some((b) => b.id === id)) continue;
    row.remove();
    rows.delete(id);
  }
  const body = byId("boats");
  boats.forEach((boat, i) => {
    const row = rows.get(boat.id) ?? h("tr", { "data-boat": boat.id, tabindex: -1 });
    rows.set(boat.id, row);
    if (body.children[i] !== row) place(body, row, i);
    if (boat.id === selected.get()) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    row.classList.toggle("closed", boat.status === "closed");
    refresh(row, [boat, alarmed.has(boat.id), language.get()], () => cells(boat, alarmed.has(boat.id)));
  });
  if (!body.querySelector("[tabindex='0']")) body.firstElementChild?.setAttribute("tabindex", "0");
  byId("boats-count").textContent = t("list.count", {
    open: boats.filter((b) => b.status === "open").length,
    closed: boats.filter((b) => b.status === "closed").length,
  });
}

/** Moving an element takes the focus off it: give it back. */
function place(/** @type {Element} */ body, /** @type {HTMLElement} */ row, /** @type {number} */ i) {
  const focused = document.activeElement === row;
  body.insertBefore(row, body.children[i] ?? null);
  if (focused) row.focus({ preventScroll: true });
}

/** @param {import("../types.js").Boat} boat @param {boolean} alarmed */
function cells(boat, alarmed) {
  const standing = boat.status === "closed" ? "closed" : boat.recorded ? null : "proposed";
  return [
    h(
      "th",
      { scope: "row" },
      signElement(signOf(boat), !boat.recorded && boat.status === "open"),
      h("span", { class: "name" }, boat.name),
      alarmed && h("span", { class: "alarm-mark" }, t("list.alarm")),
      h("span", { class: "second" }, word("condition", boat.condition), standing && ` · ${word("standing", standing)}`),
    ),
    h("td", { class: "number" }, age(boat.age_s), second(boat.last_report_at ? clockTime(boat.last_report_at) : "")),
    h(
      "td",
      { class: "number people" },
      h("span", { class: "big" }, range(boat.unaccounted)),
      second(likely(boat.unaccounted)),
    ),
    h("td", { class: boat.holders.length ? "" : "warn" }, held(boat.holders), second(handoverShort(boat.handover))),
    h("td", { class: "place" }, ...where(boat)),
  ];
}

/** The whole range stands first: a likely 0 out of 0 to 31 is not safe. @param {import("../types.js").Count|null} count */
const likely = (count) => (!count ? t("unknown") : count.min === count.max ? "" : t("people.likely_short", { likely: count.likely }));

/** @param {string} text */
const second = (text) => h("span", { class: "second" }, text);

/** @param {import("../types.js").Boat} boat */
const where = (boat) =>
  boat.lon === null || boat.lat === null
    ? [t("place.none")]
    : [latitude(boat.lat), h("br"), longitude(boat.lon), second(word("place", boat.place))];

/** @param {Element} target */
function choose(target) {
  const row = /** @type {HTMLElement|null} */ (target.closest("tr[data-boat]"));
  if (row) focusRow(row);
  if (row) selected.set(row.dataset.boat ?? null);
}

/** @param {HTMLElement} row */
function focusRow(row) {
  for (const other of rows.values()) other.setAttribute("tabindex", "-1");
  row.setAttribute("tabindex", "0");
  row.focus();
}

/** @param {KeyboardEvent} event arrows walk, Enter chooses */
function onKey(event) {
  const row = /** @type {Element} */ (event.target).closest("tr");
  if (!row) return;
  const body = byId("boats");
  const goal = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
    Home: body.firstElementChild,
    End: body.lastElementChild,
  }[event.key];
  if (event.key === "Enter") choose(row);
  else if (goal) focusRow(/** @type {HTMLElement} */ (goal));
  else return;
  event.preventDefault();
}
