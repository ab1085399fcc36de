// @ts-check
/** Signing in, and the lock screen: a page of its own, so that nothing of the night is in it. */
import { byId } from "../element.js";
import { t } from "../words.js";
import { problem, said, startFrame } from "./frame.js";
import { homeOf, session, tell } from "./session.js";

const LOOK_MS = 10000; // how often a locked screen asks whether alarms stand

const refused = new URLSearchParams(location.search).get("why") === "provider";

/** @type {import("./session.js").Session|null} */
let now = null;

async function look() {
  try {
    now = await session();
    problem("why", refused ? t("door.provider.refused") : null);
  } catch (trouble) {
    problem("why", t("door.silent", { why: trouble instanceof Error ? trouble.message : String(trouble) }));
  }
  if (now && (now.open || now.standing === "open")) return location.replace(homeOf(now.permissions));
  draw();
  setTimeout(look, LOOK_MS);
}

function draw() {
  if (!now) return;
  const locked = now.standing === "locked";
  document.title = `${t(locked ? "door.locked" : "door.sign_in")} · Varne`;
  byId("centre").textContent = t("door.centre", { centre: now.centre });
  const shown = byId(locked ? "unlock" : "sign-in");
  const fresh = shown.hidden;
  byId("unlock").hidden = !locked;
  byId("sign-in").hidden = locked;
  byId("elsewhere").hidden = !now.provider || (locked && now.by_password);
  for (const id of ["unlock-password", "unlock-label", "unlock-button"]) byId(id).hidden = locked && !now.by_password;
  byId("locked-who").textContent = t("door.locked.who", { login: now.login ?? "", roles: now.roles.map((r) => t(`role.${r}`)).join(", ") });
  byId("unlock-login").value = now.login ?? "";
  byId("locked-alarms").textContent = now.alarms ? t("door.locked.alarms", { n: now.alarms }) : t("door.locked.quiet");
  byId("locked-alarms").className = now.alarms ? "standing" : "";
  if (now.standing === "ended" && byId("why").hidden) problem("why", t("door.ended"));
  if (fresh) byId(locked ? "unlock-password" : "login").focus();
}

/** @param {string} id of a form @param {(e: SubmitEvent) => Promise<void>} act */
function onSubmit(id, act) {
  const button = byId(id).querySelector("button[type=submit]");
  byId(id).onsubmit = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    button.disabled = true;
    try {
      await act(e);
    } catch (trouble) {
      problem(`${id}-problem`, t("door.silent", { why: trouble instanceof Error ? trouble.message : String(trouble) }));
    }
    button.disabled = false;
  };
}

async function signIn() {
  const [login, password, code] = ["login", "password", "code"].map((id) => byId(id).value);
  const answer = await tell("session", { login, password, code });
  if (answer.status === 201) return location.replace(homeOf((await session()).permissions));
  problem("sign-in-problem", said(answer, "door.wrong"));
  byId("code").value = "";
  byId("code").focus();
}

async function unlock() {
  const answer = await tell("session/unlock", { password: byId("unlock-password").value });
  if (answer.status === 200) return location.replace(homeOf((await session()).permissions));
  problem("unlock-problem", said(answer, "door.wrong.password"));
  byId("unlock-password").value = "";
  byId("unlock-password").focus();
}

async function signOut() {
  await tell("session/end");
  now = null;
  location.replace("./login.html");
}

await startFrame(draw);
onSubmit("sign-in", signIn);
onSubmit("unlock", unlock);
byId("sign-out").onclick = signOut;
look();
