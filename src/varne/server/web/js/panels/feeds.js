// @ts-check
/** Which radar or AIS receiver is silent, since when and why: an older picture is a picture, but it must say so. */
import { byId, h, refresh } from "../element.js";
import { utcSeconds } from "../format.js";
import { whenAny } from "../signal.js";
import { feeds } from "../traffic.js";
import { language, t } from "../words.js";

export function startFeeds() {
  whenAny([feeds, language], () => {
    const { feeds: all, troubles } = feeds.get();
    const missing = all.filter((f) => f.state === "silent" || f.state === "absent");
    byId("feeds").hidden = missing.length + troubles.length === 0;
    refresh(byId("feeds"), [missing, troubles, language.get()], () => [
      ...missing.map((f) => h("p", {}, said(f))),
      ...troubles.map((why) => h("p", {}, t("feed.trouble", { why }))),
    ]);
  });
}

/** @param {import("../types.js").Feed} f */
const said = (f) => t(f.why ? "feed.silent_why" : "feed.silent", { feed: f.name, since: utcSeconds(f.since ?? 0), why: f.why });
