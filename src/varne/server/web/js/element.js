// @ts-check
/** Making and refreshing elements. Words from reports only ever become text nodes, never markup. */

/** @typedef {Node|string|number|null|undefined|false} Child */

/**
 * One element: `h("td", {class: "age"}, "12 min")`.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] attributes; a function under `onclick` and the like listens
 * @param {...(Child|Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {any} */ (value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(/** @type {any} */ (child));
  }
  return element;
}

/** @param {string} id @returns {any} the element of the page with this id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element #${id}: a module and the page disagree`);
  return element;
}

/** Only words that changed are written: some screen readers say a live region again whenever it is. @param {string} id @param {string} words */
export function write(id, words) {
  const element = byId(id);
  if (element.textContent !== words) element.textContent = words;
}

/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/**
 * Replace what an element holds, only when what it is made from changed. The focus stays on the same control, where it is still
 * there, with what was chosen in it; and so do parts that were opened or closed by hand (`data-keep` names them).
 *
 * @param {Element} element
 * @param {unknown} from all that the content depends on
 * @param {() => Child[]} build
 */
export function refresh(element, from, build) {
  const signature = JSON.stringify(from);
  held.delete(element);
  if (drawn.get(element) === signature) return;
  if (element.matches(":active")) return later(element, from, build);
  drawn.set(element, signature);
  const open = new Map([...element.querySelectorAll("details[data-keep]")].map((d) => [d.getAttribute("data-keep"), /** @type {any} */ (d).open]));
  const back = focusIn(element);
  const kept = build().filter((c) => c !== null && c !== undefined && c !== false);
  element.replaceChildren(.../** @type {any[]} */ (kept));
  for (const d of element.querySelectorAll("details[data-keep]")) {
    const before = open.get(d.getAttribute("data-keep"));
    if (before !== undefined) /** @type {any} */ (d).open = before;
  }
  back();
}

/** @type {WeakMap<Element, () => void>} what is drawn once nothing in an element is pressed any more */
const held = new WeakMap();
const HELD_MS = 150;

/** A button that is drawn anew between press and release is never clicked. @param {Element} element @param {unknown} from @param {() => Child[]} build */
function later(element, from, build) {
  const draw = () => refresh(element, from, build);
  held.set(element, draw);
  setTimeout(() => held.get(element) === draw && draw(), HELD_MS);
}

const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex]";

/**
 * A control by what it is called: its place changes when something new comes above it. Where that holds figures that move on, as
 * "nothing heard for 61 minutes", its row names itself (`data-row`), and the control is what it is in there.
 *
 * @param {any} c
 */
function called(c) {
  const row = c.closest("[data-row]");
  if (row && !c.id) return `${row.getAttribute("data-row")} ${c.tagName} ${c === row ? "" : c.textContent}`;
  return c.id || c.getAttribute("aria-label") || `${c.name ?? ""} ${c.type === "radio" || c.type === "checkbox" ? c.value : c.textContent}`;
}

/** @param {Element} element @returns {() => void} gives the focus back to the control that has it now; a control that is off cannot have it */
function focusIn(element) {
  const had = /** @type {any} */ (document.activeElement);
  if (!element.contains(had) || element === had) return () => {};
  const alike = (/** @type {Element} */ c) => called(c) === called(had);
  const place = [...element.querySelectorAll(CONTROLS)].filter(alike).indexOf(had);
  return () => {
    const found = /** @type {any} */ ([...element.querySelectorAll(CONTROLS)].filter(alike)[place]);
    if (found?.tagName === "SELECT" && [...found.options].some((o) => o.value === had.value)) found.value = had.value;
    found?.focus({ preventScroll: true });
  };
}
