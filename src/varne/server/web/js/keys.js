// @ts-check
/** Single letters as keys of the page: only where nobody types and no window is open. */

/** @param {KeyboardEvent} event @returns {boolean} whether its key belongs to the page */
export const bare = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !writing(event.target);

/** @param {EventTarget|null} where keys belong to a field or an open window @returns {boolean} */
const writing = (where) => (where instanceof Element && where.closest("input:not([type=range]):not([type=checkbox]), select, textarea") !== null) || document.querySelector("dialog[open]") !== null;
