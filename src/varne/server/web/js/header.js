// @ts-check
/** The top of the page: which night, what kind of picture it is, what must be said all the time, language and palette. */
import { drawChoices } from "./door/frame.js";
import { byId, h, refresh, write } from "./element.js";
import { utcSeconds } from "./format.js";
import { palette } from "./palette.js";
import { waiting } from "./panels/alarms.js";
import { startPapers } from "./papers.js";
import { whenAny } from "./signal.js";
import { night, picture, silence } from "./state.js";
import { awaited } from "./waiting.js";
import { language, say, t } from "./words.js";

const SAID_AFTER = 1500; // a usual answer is quicker, and its wait not worth a word [ms]

/** What the header says anyway, in its label and beside the title: not said twice. */
const IN_HEADER = ["banner.reconstruction", "banner.simulated", "banner.not_for_navigation"];

export function startHeader() {
  startPapers();
  whenAny([night, picture, language], drawNight);
  whenAny([language, palette], drawChoices);
  whenAny([silence, picture, language], drawSilence);
  setInterval(drawWaiting, 500);
}

function drawNight() {
  const c = night.get();
  if (!c) return;
  const lang = language.get();
  const label = picture.get()?.label ?? c.label;
  document.documentElement.dataset.label = label;
  const title = c.title[lang] ?? c.title.en;
  const alarms = waiting(picture.get()).length;
  document.title = `${alarms ? `(${alarms}) ` : ""}${word(label)} · ${title} · Varne`;
  byId("title").textContent = title;
  byId("label").textContent = word(label);
  byId("label-strip").textContent = t(`label.${label}.long`);
  byId("about-text").textContent = c.about[lang] ?? c.about.en;
  refresh(byId("findings"), c.findings, () =>
    c.findings.map((f) => h("li", {}, h("a", { href: f.url, target: "_blank", rel: "noopener noreferrer" }, f.title))),
  );
  byId("findings-head").hidden = c.findings.length === 0;
  const banner = (picture.get()?.banner ?? []).filter((w) => !IN_HEADER.includes(w.key));
  byId("banner").hidden = banner.length === 0;
  refresh(byId("banner"), [banner, lang], () => banner.map((w) => h("p", {}, say(w))));
}

/** @param {string} label */
const word = (label) => t(`label.${label}`);

function drawSilence() {
  const s = silence.get();
  byId("silence").hidden = !s;
  if (!s) return;
  const shown = picture.get();
  write("silence", t("silence", { since: utcSeconds(s.since), shown: shown ? utcSeconds(shown.at) : "–" }));
}

function drawWaiting() {
  const late = awaited().filter(({ since }) => Date.now() - since > SAID_AFTER);
  const said = late.map(({ what, args, since }) =>
    t("wait", { what: t(`wait.${what}`, args), seconds: Math.floor((Date.now() - since) / 1000) }),
  );
  byId("waiting").hidden = late.length === 0;
  write("waiting", said.join(" · "));
}
