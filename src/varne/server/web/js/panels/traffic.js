// @ts-check
/** Boats without AIS that sensors follow, as a list: how probable it is that there is anything, where, and how long ago. */
import { copyable } from "../copy.js";
import { byId, h, refresh } from "../element.js";
import { clockTime, percent } from "../format.js";
import { whenAny } from "../signal.js";
import { following, picture } from "../state.js";
import { feeds, tracks } from "../traffic.js";
import { language, t, word } from "../words.js";

const SHIPS = ["ship", "craft", "aircraft", "other"];
const EVERY_MS = 1000; // the map shows every frame; a list that jumps ten times a second is read by nobody
let drawn = -Infinity;
let due = false;

export function startTraffic() {
  whenAny([tracks, feeds, picture, language], () => {
    if (due) return;
    due = true;
    setTimeout(draw, Math.max(0, drawn + EVERY_MS - performance.now()));
  });
}

function draw() {
  due = false;
  drawn = performance.now();
  const all = [...tracks.get().values()];
  byId("traffic-panel").hidden = feeds.get().feeds.length === 0;
  const small = all.filter((k) => !SHIPS.includes(k.kind)).sort((a, b) => (b.exists ?? 1) - (a.exists ?? 1) || a.id.localeCompare(b.id));
  byId("traffic-count").textContent = String(small.length);
  byId("traffic-ships").textContent = t("traffic.ships", { count: all.length - small.length });
  byId("traffic-looking-back").hidden = following();
  refresh(byId("traffic"), [small, language.get()], () => small.map(row));
}

/** @param {import("../types.js").Track} k */
const row = (k) =>
  h(
    "li",
    { "data-row": k.id },
    h("strong", {}, k.exists === null ? word("sensed", k.kind) : t("traffic.exists", { p: percent(k.exists) })),
    k.small === null ? null : ` · ${t("traffic.without", { p: percent(k.small) })}`,
    h("div", { class: "second" }, `${k.id} · `, copyable(k.lon, k.lat), ` · ${way(k)} · ${t("traffic.seen", { seen: clockTime(k.seen) })}`),
  );

/** @param {import("../types.js").Track} k */
const way = (k) =>
  k.speed_kn === null ? t("traffic.way_unknown") : k.course === null ? t("traffic.speed", { kn: k.speed_kn }) : t("traffic.way", { course: String(Math.round(k.course) % 360).padStart(3, "0"), kn: k.speed_kn });
