// @ts-check
/** The routes of this node, read from its OpenAPI document; and the doors through which other programs see the picture. */
import { byId, h } from "../element.js";
import { t } from "../words.js";
import { problem, startFrame } from "./frame.js";

/** @typedef {{name: string, in: string, description: string}} Parameter */
/** @typedef {{description: string, parameters: Parameter[], "x-varne-permission": string}} Operation */

const DOORS = ["/ogc", "/api/picture.geojson", "/api/picture.cot", "/api/openapi.json"];

/** @type {Record<string, Record<string, Operation>>} */
let paths = {};

function draw() {
  document.title = `${t("routes.head")} · Varne`;
  byId("open-doors").replaceChildren(...DOORS.map((path) => h("li", {}, h("a", { href: path }, path), ` ${t(`routes.door.${path}`)}`)));
  byId("routes").replaceChildren(...Object.entries(paths).flatMap(([path, of]) => Object.entries(of).map(([method, o]) => section(method, path, o))));
}

/** What a route says of itself is said in English, as in the document. @param {string} method @param {string} path @param {Operation} o */
const section = (method, path, o) =>
  h(
    "section",
    {},
    h("h2", {}, h("code", {}, `${method.toUpperCase()} ${path}`)),
    h("p", { lang: "en" }, o.description),
    h("p", { class: "second" }, t("routes.needs", { who: t(`routes.who.${o["x-varne-permission"]}`) })),
    o.parameters.length > 0 &&
      h("dl", {}, o.parameters.flatMap((p) => [h("dt", {}, h("code", {}, p.name), ` ${t(`routes.in.${p.in}`)}`), h("dd", { lang: "en" }, p.description)])),
  );

async function look() {
  try {
    const answer = await fetch("./api/openapi.json", { cache: "no-store" });
    if (answer.ok) paths = (await answer.json()).paths;
    problem("routes-problem", answer.ok ? null : t("routes.refused", { status: answer.status }));
  } catch (error) {
    problem("routes-problem", String(error));
  }
  draw();
  /** @type {any} */ (window).varne = { ready: true };
}

await startFrame(draw);
look();
