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

/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/**
 * Replace what an element holds, only when what it is made from changed: focus and selection stay, and so do parts that were
 * opened or closed by hand (`data-keep` names them).
 *
 * @param {Element} element
 * @param {unknown} from all that the content depends on
 * @param {() => Child[]} build
 */
export function refresh(element, from, build) {
  const signature = JSON.stringify(from);
  if (drawn.get(element) === signature) return;
  drawn.set(element, signature);
  const open = new Map([...element.querySelectorAll("details[data-keep]")].map((d) => [d.getAttribute("data-keep"), /** @type {any} */ (d).open]));
  const kept = build().filter((c) => c !== null && c !== undefined && c !== false);
  element.replaceChildren(.../** @type {any[]} */ (kept));
  for (const d of element.querySelectorAll("details[data-keep]")) {
    const before = open.get(d.getAttribute("data-keep"));
    if (before !== undefined) /** @type {any} */ (d).open = before;
  }
}
