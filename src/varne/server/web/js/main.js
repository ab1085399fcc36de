// @ts-check
/** Start: words and palette, then the case, then the panels, then the map. Each part works without those after it. */
import { readAddress, viewOf, writeAddress } from "./address.js";
import { startAhead } from "./ahead.js";
import { at, playing, setNight, speed } from "./clock.js";
import { actAs, startDeciding } from "./decide.js";
import { startWords } from "./door/frame.js";
import { startGuard } from "./door/guard.js";
import { byId } from "./element.js";
import { momentOf } from "./format.js";
import { startIntake } from "./intake/panel.js";
import { startLegend } from "./legend.js";
import { startHeader } from "./header.js";
import { startLayers } from "./layers/panel.js";
import { startLive } from "./live.js";
import { startMeasuring } from "./measure/panel.js";
import { getJson } from "./newest.js";
import { startAlarms } from "./panels/alarms.js";
import { startAnnouncing } from "./panels/announce.js";
import { startDecisions } from "./panels/decisions.js";
import { startConflicts } from "./panels/conflicts.js";
import { startDetail } from "./panels/detail.js";
import { startFeeds } from "./panels/feeds.js";
import { startList } from "./panels/list.js";
import { startNotes } from "./panels/notes.js";
import { startPeople } from "./panels/people.js";
import { startRescues } from "./panels/rescues.js";
import { startPin } from "./pin.js";
import { plan } from "./search/plan.js";
import { startKeys } from "./keys.js";
import { startEditing } from "./search/editing.js";
import { startSearch } from "./search/panel.js";
import { startTasking } from "./panels/tasking.js";
import { startTraffic } from "./panels/traffic.js";
import { whenAny } from "./signal.js";
import { following, night, picture, selected, silence, timeline, wantPicture } from "./state.js";
import { startThen, then, thenAt } from "./then.js";
import { startTimebar } from "./timebar.js";
import { awaited, came, waitFor } from "./waiting.js";
import { t } from "./words.js";

const page = { ready: false, waiting: awaited, picture: () => picture.get(), plan: () => plan.get(), thenAt, then: () => then.get(), map: /** @type {any} */ (null) };
/** @type {any} */ (window).varne = page; // for tests and for the curious

const address = readAddress();

/** The case and its timeline; asked again until the server answers. */
async function loadNight() {
  waitFor("case");
  for (;;) {
    try {
      const [loaded, events] = await Promise.all([getJson("/api/case"), getJson("/api/timeline")]);
      timeline.set(events);
      silence.set(null);
      came("case");
      return loaded;
    } catch (problem) {
      silence.set({ since: silence.get()?.since ?? Date.now(), why: String(problem) });
      await new Promise((wake) => setTimeout(wake, 2000));
    }
  }
}

const REFRESH_MS = 5000; // live, between two records: how often ages and forecasts move on
let asked = -Infinity;

/** @param {boolean} live then the server's stream says when there is news, and asking all the time would only tire it */
function wantShown(live) {
  const moment = at.get();
  if (live && playing.get() && Math.abs(moment - asked) < REFRESH_MS) return;
  asked = moment;
  wantPicture(following() ? null : moment);
}

async function drawMap() {
  waitFor("map");
  try {
    const { startMap } = await import("./map/map.js");
    const map = await startMap(viewOf(address.map));
    page.map = map;
    await map.once("idle");
  } catch (problem) {
    byId("no-map").hidden = false;
    byId("no-map").textContent = t("map.none", { why: problem instanceof Error ? problem.message : String(problem) });
  }
  came("map");
}

async function start() {
  await startWords();
  const may = await startGuard();
  if (may) actAs(may.roles, may.permissions);
  for (const begin of [startHeader, startKeys, startPeople, startList, startAlarms, startDetail, startSearch, startEditing, startRescues, startDecisions, startDeciding, startConflicts, startNotes, startFeeds, startTraffic, startTasking, startIntake, startLayers, startMeasuring])
    begin();
  startAnnouncing();
  startLegend();
  const loaded = await loadNight();
  night.set(loaded);
  selected.set(address.boat || null);
  setNight(loaded, momentOf(address.at));
  if (Number(address.speed) > 0) speed.set(Number(address.speed));
  startTimebar();
  thenAt.set(momentOf(address.then));
  startThen();
  startAhead();
  startPin();
  whenAny([at], () => wantShown(loaded.mode === "live"));
  const iso = (/** @type {number|null} */ moment) => (moment === null ? null : new Date(moment).toISOString());
  whenAny([at, selected, playing, thenAt], () => writeAddress({ at: following() ? null : iso(at.get()), boat: selected.get(), then: iso(thenAt.get()) }));
  document.addEventListener("keydown", (e) => e.key === "Escape" && !document.querySelector("dialog[open]") && selected.set(null));
  // After a click with the mouse the keys belong to the page again, or Space would press the same button once more.
  document.addEventListener("click", (e) => e.detail > 0 && /** @type {Element} */ (e.target).closest("button")?.blur());
  const parts = Promise.all([drawMap(), firstPicture().then(() => loaded.mode === "live" && startLive())]);
  await Promise.race([parts, new Promise((enough) => setTimeout(enough, PATIENCE_MS))]);
  page.ready = true;
}

const PATIENCE_MS = 8000; // then the page counts as ready with what it has, and says what it still waits for

/** @returns {Promise<void>} */
const firstPicture = () =>
  new Promise((come) => {
    if (picture.get()) come();
    else picture.watch((p) => p && come());
  });

start();
