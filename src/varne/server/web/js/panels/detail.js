// @ts-check
/** Everything about the chosen boat, in the order in which an officer asks. */
import { playing } from "../clock.js";
import { whyNot } from "../decide.js";
import { copyable } from "../copy.js";
import { byId, h, refresh } from "../element.js";
import { age, clockTime, percent, range } from "../format.js";
import { named } from "../names.js";
import { paperLink } from "../papers.js";
import { signElement, signOf } from "../map/symbols.js";
import { NM } from "../measure/geodesic.js";
import { degrees } from "../measure/route.js";
import { whenAny } from "../signal.js";
import { boatOf, picture, selected } from "../state.js";
import { decimal, language, say, t, word } from "../words.js";
import { forecastWords } from "./forecast.js";
import { handoverActs, handoverWords, held } from "./handover.js";
import { decisionRow } from "./decisions.js";
import { grouping } from "./groupings.js";
import { pairing } from "./pairing.js";
import { reportCard } from "./report.js";
import { sameBoat } from "./same_boat.js";
import { standingActs } from "./standing.js";

const SURE = 0.95; // from here on no report need be asked about

export function startDetail() {
  whenAny([picture, selected, language, playing], draw);
}

/** A proposed boat's id comes from its first report: after a decision another boat may hold that report, and is meant. */
function chosen() {
  const id = selected.get();
  const boat = boatOf(id);
  if (boat || !id?.startsWith("boat:")) return boat;
  return picture.get()?.boats.find((b) => b.reports.includes(id.slice("boat:".length)));
}

function draw() {
  const now = picture.get();
  const boat = chosen();
  byId("detail-empty").hidden = !!boat;
  byId("detail-body").hidden = !boat;
  if (!boat || !now) return;
  if (boat.id !== selected.get()) return selected.set(boat.id);
  const lang = language.get();
  const refused = whyNot();
  const reports = now.reports.filter((r) => boat.reports.includes(r.id)).sort((a, b) => when(a) - when(b) || a.seq - b.seq);
  const decisions = (now.decisions ?? []).filter((d) => [...d.one, ...d.other].some((id) => boat.reports.includes(id)) || d.boat === boat.id);
  refresh(byId("detail-head"), [{ ...boat, forecast: 0, same_boat: 0, members: 0 }, lang, refused], () => head(boat));
  section("refusals", boat.refusals.length, [boat.refusals, lang], () => boat.refusals.map(refusal));
  section("same", boat.same_boat.length, [boat.same_boat, now.log_position, lang, refused], () => boat.same_boat.map((s, i) => sameBoat(s, boat, i)));
  section("forecast", boat.forecast ? 1 : 0, [boat.forecast && { ...boat.forecast, regions: 0 }, lang], () =>
    boat.forecast ? forecastWords(boat.forecast) : [],
  );
  section("groupings", boat.alternatives?.length ?? 0, [boat.alternatives, now.log_position, lang], () => (boat.alternatives ?? []).map(grouping));
  section("decisions", decisions.length, [decisions, lang, refused], () => decisions.map(decisionRow));
  section("reports", reports.length, [reports, boat.members, boat.name, lang, refused], () => reports.map((r) => reportCard(r, boat)));
  refresh(byId("detail-acts"), [boat.id, boat.reports, now.boats.map((b) => [b.id, b.name, b.status]), lang, refused], () => pairing(boat, now.boats));
  byId("detail-refused").hidden = refused === null;
  byId("detail-refused").textContent = refused ? t(refused) : "";
  byId("detail-reports-count").textContent = String(reports.length);
}

/** @param {import("../types.js").ReportRow} r when it was true, as far as anybody said [ms] */
const when = (r) => Date.parse(r.observed ?? r.received);

/**
 * @param {string} name @param {number} length an empty section is not shown @param {unknown} from
 * @param {() => (Node|false|null)[]} build
 */
function section(name, length, from, build) {
  byId(`detail-${name}-section`).hidden = length === 0;
  refresh(byId(`detail-${name}`), from, build);
}

/** @param {import("../types.js").Boat} boat */
function head(boat) {
  const others = boat.names.filter((n) => n !== boat.name);
  return [
    h("h2", {}, signElement(signOf(boat), !boat.recorded), boat.name, " ", h("small", {}, boat.id)),
    others.length > 0 && h("p", { class: "second" }, t("detail.also", { names: others })),
    h("p", { class: boat.recorded ? "standing" : "standing warn" }, standing(boat)),
    h(
      "dl",
      {},
      fact("detail.condition", word("condition", boat.condition)),
      fact("detail.place", boat.lon === null || boat.lat === null ? t("place.none") : copyable(boat.lon, boat.lat), whence(boat)),
      fact("detail.last", boat.last_report_at ? clockTime(boat.last_report_at) : t("unknown"), age(boat.age_s)),
      fact("detail.unaccounted", people(boat.unaccounted)),
      fact("detail.people", people(boat.people)),
      fact("detail.accounted", people(boat.accounted)),
      fact("detail.holders", held(boat.holders), handoverWords(boat.handover)),
      fact("detail.exists", percent(boat.exists)),
      boat.p != null && boat.reports.length > 1 && fact("detail.one", boat.p === 1 ? t("detail.one_decided") : percent(boat.p), boat.weakest && boat.p < SURE ? t("detail.weakest", { name: named(boat.weakest) }) : ""),
    ),
    boat.recorded && h("p", {}, paperLink(`sitrep/${encodeURIComponent(boat.id)}`, t("sitrep.link"))),
    handoverActs(boat),
    ...standingActs(boat),
  ];
}

/** @param {import("../types.js").Boat} boat */
const standing = (boat) =>
  boat.status === "closed" ? t("standing.closed_long") : t(boat.recorded ? "standing.recorded_long" : "standing.proposed_long");

/** @param {import("../types.js").Boat} boat */
const whence = (boat) => [word("place", boat.place), boat.side && word("waters", boat.side), boat.off && fromMark(boat.off)].filter(Boolean).join(" · ");

/** As it is said on the radio. @param {NonNullable<import("../types.js").Boat["off"]>} off */
const fromMark = ({ kind, name, m, bearing }) => t(`off.${kind}`, { nm: decimal(m / NM, 1), bearing: degrees(bearing), name });

/** @param {import("../types.js").Count|null} count */
const people = (count) => (count ? (count.min === count.max ? range(count) : t("count", { range: range(count), likely: count.likely })) : t("unknown"));

/** @param {string} key @param {string|Node} value @param {string} [more] */
const fact = (key, value, more) => h("div", { "data-row": key }, h("dt", {}, t(key)), h("dd", {}, value, more && h("span", { class: "second" }, more)));

/** @param {import("../types.js").Refusal} refusal */
const refusal = ({ at, what, centre, why }) =>
  h(
    "li",
    {},
    h("strong", {}, t("refusal", { at: clockTime(at), what: word("what", what), centre: word("centre", centre) })),
    h("ul", {}, why.map((w) => h("li", {}, say(w)))),
  );
