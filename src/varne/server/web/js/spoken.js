// @ts-check
/** What a screen reader says unasked. A region that is given the words it has is silent, and two missed calls in a row are two. */
import { byId } from "./element.js";

const AGAIN = "\u00a0"; // unheard, and another text

/** @param {string} words when nothing else is being said */
export const politely = (words) => hear("say-politely", words);

/** @param {string} words whatever else is being said */
export const atOnce = (words) => hear("say-now", words);

/** @param {string} id @param {string} words */
function hear(id, words) {
  const region = byId(id);
  region.textContent = region.textContent === words ? words + AGAIN : words;
}
