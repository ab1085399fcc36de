// @ts-check
/** Everything about the chosen boat, in the order in which an officer asks. */
import { byId, h, refresh } from "../element.js";
import { age, clockTime, percent, position, range } from "../format.js";
import { signElement, signOf } from "../map/symbols.js";
import { whenAny } from "../signal.js";
import { boatOf, picture, selected } from "../state.js";
import { language, say, t, word } from "../words.js";
import { forecastWords } from "./forecast.js";
import { handoverWords, held } from "./handover.js";
import { reportCard } from "./report.js";
import { sameBoat } from "./same_boat.js";

export function startDetail() {
  whenAny([picture, selected, language], draw);
}

function draw() {
  const now = picture.get();
  const boat = boatOf(selected.get());
  byId("detail-empty").hidden = !!boat;
  byId("detail-body").hidden = !boat;
  if (!boat || !now) return;
  const lang = language.get();
  const reports = now.reports.filter((r) => r.boat === boat.id).sort((a, b) => b.seq - a.seq);
  refresh(byId("detail-head"), [{ ...boat, forecast: 0, same_boat: 0 }, lang], () => head(boat));
  section("refusals", boat.refusals.length, [boat.refusals, lang], () => boat.refusals.map(refusal));
  section("same", boat.same_boat.length, [boat.same_boat, now.log_position, lang], () => boat.same_boat.map(sameBoat));
  section("forecast", boat.forecast ? 1 : 0, [boat.forecast && { ...boat.forecast, regions: 0 }, lang], () =>
    boat.forecast ? forecastWords(boat.forecast) : [],
  );
  section("reports", reports.length, [reports, lang], () => reports.map(reportCard));
  byId("detail-reports-count").textContent = String(reports.length);
}

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
      fact("detail.place", boat.lon === null || boat.lat === null ? t("place.none") : position(boat.lon, boat.lat), whence(boat)),
      fact("detail.last", boat.last_report_at ? clockTime(boat.last_report_at) : t("unknown"), age(boat.age_s)),
      fact("detail.unaccounted", people(boat.unaccounted)),
      fact("detail.people", people(boat.people)),
      fact("detail.accounted", people(boat.accounted)),
      fact("detail.holders", held(boat.holders), handoverWords(boat.handover)),
      fact("detail.exists", percent(boat.exists)),
    ),
  ];
}

/** @param {import("../types.js").Boat} boat */
const standing = (boat) =>
  boat.status === "closed" ? t("standing.closed_long") : t(boat.recorded ? "standing.recorded_long" : "standing.proposed_long");

/** @param {import("../types.js").Boat} boat */
const whence = (boat) => [word("place", boat.place), boat.side && word("waters", boat.side)].filter(Boolean).join(" · ");

/** @param {import("../types.js").Count|null} count */
const people = (count) => (count ? (count.min === count.max ? range(count) : t("count", { range: range(count), likely: count.likely })) : t("unknown"));

/** @param {string} key @param {string} value @param {string} [more] */
const fact = (key, value, more) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, value, more && h("span", { class: "second" }, more)));

/** @param {import("../types.js").Refusal} refusal */
const refusal = ({ at, what, centre, why }) =>
  h(
    "li",
    {},
    h("strong", {}, t("refusal", { at: clockTime(at), what: word("what", what), centre: word("centre", centre) })),
    h("ul", {}, why.map((w) => h("li", {}, say(w)))),
  );
