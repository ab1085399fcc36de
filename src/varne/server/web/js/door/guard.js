// @ts-check
/** The pages of the night at the door: who is signed in, locking by hand and by itself, and out as soon as the server says so. */
import { remember } from "../address.js";
import { byId } from "../element.js";
import { language, t } from "../words.js";
import { whenAny } from "../signal.js";
import { homeOf, leave, session, tell } from "./session.js";

const TOLD_APART = 60000; // the server hears of hands at this desk at most once a minute [ms]
const LOOKED_AT = 5000;

/** @returns {Promise<import("./session.js").Session|null>} what whoever sits here may do; null where nobody signs in */
export async function startGuard() {
  const now = await admitted();
  byId("lock-now").onclick = lock;
  whenAny([language], () => {
    byId("unguarded").hidden = !now.unguarded;
    byId("unguarded").textContent = t("door.unguarded");
    byId("account").hidden = now.open;
    byId("account-link").textContent = t("door.who", { login: now.login ?? "", roles: now.roles.map((r) => t(`role.${r}`)).join(", ") });
  });
  return now.open ? null : now;
}

/** Every page that shows the night: nobody sees it who may not, and it is locked when no hands are at it. */
export async function admitted() {
  const now = await asked();
  if (!now.open && now.standing !== "open") await out();
  if (!now.open && !now.permissions.includes("see")) await out(homeOf(now.permissions));
  if (!now.open) watchHands(now.idle_s * 1000);
  return now;
}

/** The session, asked until the server answers: without it nothing can be shown. */
async function asked() {
  for (;;) {
    try {
      return await session();
    } catch {
      await new Promise((wake) => setTimeout(wake, 2000));
    }
  }
}

/** @param {string} [where] @returns {Promise<never>} never comes back: the page is being left */
function out(where) {
  where ? location.replace(where) : leave();
  return new Promise(() => {});
}

const HANDS = "hands"; // under which the pages of one browser tell each other when they were last used

/** @param {number} idle [ms] */
function watchHands(idle) {
  let last = Date.now();
  let told = last;
  const hand = () => {
    last = Date.now();
    if (last - told < TOLD_APART) return;
    told = last;
    remember(HANDS, String(last));
    tell("session/here").catch(() => {}); // the next request tells that the server is silent
  };
  for (const kind of ["pointerdown", "keydown", "wheel"]) document.addEventListener(kind, hand, { passive: true, capture: true });
  addEventListener("storage", (e) => {
    if (e.key === `varne.${HANDS}`) last = Math.max(last, Number(e.newValue));
  });
  setInterval(() => Date.now() - last >= idle && lock(), LOOKED_AT);
}

async function lock() {
  try {
    await tell("session/lock");
  } finally {
    leave();
  }
}
