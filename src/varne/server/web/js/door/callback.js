// @ts-check
/** Calling back: the number that came with a report is shown after the reading is on record, with role and reason. */
import { byId, h } from "../element.js";
import { named } from "../names.js";
import { t } from "../words.js";

/** @param {string} report its id @returns {import("../decide.js").Event} what the window asks for; the server records it before it answers */
export const callingBack = (report) => ({
  kind: "call-back",
  report,
  said: named(report),
  to: "/api/numbers",
  filled: ({ report: id, role, reason }) => ({ report: id, role, reason }),
  shown: (/** @type {{numbers: string[]}} */ { numbers }) => {
    byId("decide-what").replaceChildren(h("p", {}, t("call_back.numbers")), ...numbers.map((number) => h("p", { class: "called" }, number)));
    byId("decide-record").hidden = true; // it is read; only closing the window is left
    byId("decide-cancel").focus();
  },
});
