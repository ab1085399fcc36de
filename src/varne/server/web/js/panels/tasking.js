// @ts-check
/** Vessels and aircraft: who could be with the chosen boat when, who was sent, who is withheld and why, and whether everybody has a place. */
import { copyable } from "../copy.js";
import { act, refusal, whyNot } from "../decide.js";
import { byId, h, refresh } from "../element.js";
import { minuteTime } from "../format.js";
import { getJson, newest } from "../newest.js";
import { signal, whenAny } from "../signal.js";
import { asOf, boatOf, following, nameOf, night, picture, selected } from "../state.js";
import { language, say, t, word } from "../words.js";

/** @typedef {import("../types.js").Tasked} Tasked @typedef {import("../types.js").Tasking} Tasking */

const MINUTE = 60000; // [ms]
const STATUS = ["departed", "on_scene", "left_scene", "berthed"];

/** @type {import("../signal.js").Signal<Tasking|null>} the last list that came; older is better than none */
const found = signal(/** @type {any} */ (null));
/** @type {import("../signal.js").Signal<string>} why none came */
const trouble = signal("");
let asked = "";

export function startTasking() {
  whenAny([picture, selected], want);
  whenAny([found, trouble, picture, selected, night, language], draw);
}

/** Asked for anew when something was recorded, another boat is chosen, or time has passed: live a minute, since times are in minutes. */
function want() {
  const shown = picture.get();
  if (!shown) return;
  const boat = boatOf(selected.get());
  const chosen = boat?.recorded ? boat.id : "";
  const step = following() ? MINUTE : 10 * MINUTE;
  const key = [chosen, shown.log_position, following(), Math.floor(Date.parse(shown.at) / step)].join();
  if (key === asked) return;
  asked = key;
  ask(`?boat=${encodeURIComponent(chosen)}${asOf("&")}`);
}

const ask = newest(
  (/** @type {string} */ wish) => getJson(`/api/assets${wish}`),
  (/** @type {Tasking} */ answer) => found.set(answer),
  (problem) => trouble.set(problem?.message ?? ""),
);

function draw() {
  const list = found.get();
  const said = picture.get()?.assets ?? [];
  const unlisted = said.filter((a) => !list?.assets.some((b) => b.name === a.asset));
  const chosen = boatOf(selected.get());
  const boat = chosen?.recorded && list?.boat === chosen.id ? chosen : undefined; // times to another boat are not told beside this one
  byId("assets-panel").hidden = !list?.assets.length && said.length === 0;
  byId("assets-count").textContent = String((list?.assets.length ?? 0) + unlisted.length);
  refresh(byId("demand"), [list?.demand, trouble.get(), chosen?.recorded, !chosen, whyNot(), language.get()], () => [
    trouble.get() && h("p", { class: "warn" }, t("assets.problem", { why: trouble.get() })),
    ...(list?.demand ?? []).map((w) => h("p", { class: w.key === "demand.short" ? "warn doubt" : "" }, say(w))),
    !chosen?.recorded && h("p", { class: "second" }, t(chosen ? "assets.open_first" : "assets.choose")),
    night.get()?.mode === "live" && refusal(),
  ]);
  refresh(byId("assets"), [list, said, boat?.name, said.map((a) => nameOf(a.boat)), whyNot(), language.get()], () => [
    ...(list?.assets ?? []).map((a) => row(a, boat?.id ?? null, said.find((b) => b.asset === a.name))),
    ...unlisted.map((a) => h("li", {}, h("strong", {}, a.asset), h("span", { class: "second" }, doing(a.status, a.since, a.boat)), h("span", { class: "second" }, place(a)))),
  ]);
}

/** @param {Tasked} a @param {string|null} boat @param {import("../types.js").Asset|undefined} said what the record last said of it */
function row(a, boat, said) {
  const standing = a.status && a.since ? doing(a.status, a.since, a.for) : [t("assets.not_called"), t("assets.ready", { minutes: a.ready_min })].join(" · ");
  return h(
    "li",
    { "data-asset": a.name, class: a.withheld ? "withheld" : "" },
    h("strong", {}, a.name),
    h("span", {}, ` ${word("asset_kind", a.kind)}`),
    h("span", { class: "second" }, standing),
    said && h("span", { class: "second" }, place(said)),
    h("span", { class: "second" }, [room(a), boat && (a.reach ? when(a.reach) : t("assets.no_time")), a.approximate && !said && t("assets.approximate")].filter(Boolean).join(" · ")),
    a.withheld && h("span", { class: "warn doubt" }, t("assets.withheld", { ...a.withheld, since: minuteTime(a.withheld.since) })),
    night.get()?.mode === "live" && h("p", { class: "acts" }, acts(a, boat).map(([words, make]) => act(words, a.name, make))),
  );
}

/** @param {string} status @param {string} since @param {string|null} boat */
const doing = (status, since, boat) => [t("assets.doing", { status, since: minuteTime(since) }), boat && t("assets.for", { name: nameOf(boat) })].filter(Boolean).join(" · ");

/** @param {import("../types.js").Asset} a */
const place = (a) => [a.lon !== null && a.lat !== null && copyable(a.lon, a.lat), a.lon !== null && a.text && " · ", a.text];

/** @param {Tasked} a */
const room = (a) =>
  [a.free === null ? t("assets.free_unknown") : a.capacity === 0 ? t("assets.takes_nobody") : t("assets.free", { free: a.free, capacity: a.capacity }), a.aboard !== null && t("assets.aboard", { aboard: a.aboard })].filter(Boolean).join(", ");

/** @param {import("../types.js").Reach} r */
function when(r) {
  if (r.start === "on_scene") return t("assets.is_there");
  const own = t(r.over_land ? "assets.there_land" : "assets.there", { at: minuteTime(r.at), minutes: r.minutes });
  return r.due ? `${t("assets.due", { due: minuteTime(r.due) })} · ${own}` : own;
}

/** @param {Tasked} a @param {string|null} boat @returns {[string, () => any][]} what an officer can decide about it, by the words of the button */
function acts(a, boat) {
  const name = nameOf(boat);
  const withholding = { kind: "asset-withheld", asset: a.name, boats: boat ? [boat] : [], said: t(`decide.asset-withheld.${boat ? "from" : "all"}`, { asset: a.name, name }) };
  const releasing = { kind: "asset-released", asset: a.name, said: t("decide.asset-released.what", { asset: a.name }), reason_may: true };
  return [
    ...(boat && !a.sent ? [/** @type {[string, () => any]} */ (["act.send", () => sending(a, boat)])] : []),
    ...(a.withheld ? [/** @type {[string, () => any]} */ (["act.release", () => releasing])] : []),
    ...(!a.withheld && !a.sent ? [/** @type {[string, () => any]} */ (["act.withhold", () => withholding])] : []),
    ...(a.status ? [/** @type {[string, () => any]} */ (["act.tell", () => telling(a)])] : []),
  ];
}

/** @param {Tasked} a @param {string} boat */
const sending = (a, boat) => ({
  kind: "asset",
  status: "tasked",
  asset: a.name,
  boat,
  said: t("decide.asset.send", { asset: a.name, name: nameOf(boat) }),
  asks: [{ field: "minutes", words: "decide.minutes", value: String(a.reach?.minutes ?? ""), number: true, most: 48 * 60 }],
  reason_as: "text",
  reason_may: true,
  filled: (/** @type {any} */ { minutes, ...event }) => ({ ...event, due: new Date(Date.now() + Number(minutes) * MINUTE).toISOString() }),
});

/** @param {Tasked} a */
const telling = (a) => ({
  kind: "asset",
  asset: a.name,
  boat: a.for ?? undefined,
  said: t("decide.asset.tell", { asset: a.name }),
  asks: [
    { field: "status", words: "decide.status", options: STATUS },
    { field: "aboard", words: "decide.aboard", value: String(a.aboard ?? ""), number: true, may: true },
  ],
  reason_as: "text",
  reason_may: true,
  filled: (/** @type {any} */ { aboard, ...event }) => (aboard === "" ? event : { ...event, aboard: Number(aboard) }), // what nobody said is not 0
});
