// @ts-check
/** The board of people unaccounted for: it is never hidden, and never turns the unknown into a zero. */
import { byId, h, refresh } from "../element.js";
import { range } from "../format.js";
import { whenAny } from "../signal.js";
import { nameOf, picture, selected } from "../state.js";
import { language, t } from "../words.js";

export function startPeople() {
  whenAny([picture, language], () => {
    const now = picture.get();
    if (!now) return;
    const { boats, total, unknown = [] } = now.unaccounted;
    const unopened = now.boats.filter((b) => !b.recorded && b.status === "open");
    refresh(byId("people"), [boats, total, unknown.map(nameOf), unopened.map((b) => b.people), language.get()], () => [
      h(
        "p",
        { class: "total" },
        h("strong", {}, range(total)),
        h("span", {}, total.max > 0 ? sum(total, boats.length) : t("people.none")),
      ),
      unknown.length > 0 && h("p", { class: "warn" }, t("people.unknown", { names: unknown.map(nameOf) })),
      unopened.length > 0 && h("p", { class: "warn" }, proposed(unopened)),
      boats.length > 0 && h("ul", {}, boats.map(row)),
    ]);
  });
}

/** @param {import("../types.js").Boat[]} boats that Varne proposes and nobody has opened: outside the sum, never out of sight */
function proposed(boats) {
  const counts = boats.flatMap((b) => b.people ?? []);
  /** @param {"min"|"likely"|"max"} k */
  const sum = (k) => counts.reduce((all, c) => all + c[k], 0);
  const said = counts.length ? range({ min: sum("min"), likely: sum("likely"), max: sum("max") }) : t("unknown");
  return t(counts.length < boats.length && counts.length ? "people.proposed_least" : "people.proposed", { boats: boats.length, range: said });
}

/** @param {import("../types.js").Count} total @param {number} boats */
const sum = (total, boats) =>
  [
    total.min !== total.max && t("people.likely", { likely: total.likely }),
    boats === 1 ? t("people.in_one_boat") : t("people.in_boats", { boats }),
  ]
    .filter(Boolean)
    .join(" · ");

/** @param {{boat: string, name: string, count: import("../types.js").Count}} entry */
const row = ({ boat, name, count }) =>
  h(
    "li",
    {},
    h("button", { class: "link", onclick: () => selected.set(boat) }, name || nameOf(boat)),
    " ",
    h("span", { class: "number" }, range(count)),
  );
