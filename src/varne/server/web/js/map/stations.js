// @ts-check
/** Where lifeboats lie and helicopters stand ready: the sign says which, the words who and in how many minutes. */
import { told } from "../layers/told.js";
import { collection, point } from "../geometry.js";
import { language, t } from "../words.js";
import { TEXT } from "./text.js";

export const name = "stations";
export const signals = [told.stations, language];
export const NEAR = 8.4; // from this zoom on they are drawn: further out they would hide the Strait
const WORDS = 10; // and from this on they have words

/** @param {import("../palette.js").Colours} c */
export const layers = (c) => [
  {
    id: "stations",
    type: "symbol",
    source: name,
    minzoom: NEAR,
    layout: {
      ...TEXT,
      "icon-image": ["get", "sign"],
      "icon-size": 0.7,
      "icon-allow-overlap": true,
      "text-field": ["step", ["zoom"], "", WORDS, ["get", "label"]],
      "text-size": 11,
      "text-optional": true,
      "text-variable-anchor": ["left", "right", "bottom", "top"],
      "text-radial-offset": 1.1,
      "text-justify": "auto",
    },
    paint: { "text-color": c.asset, "text-halo-color": c.halo, "text-halo-width": 1.5 },
  },
];

/** @typedef {import("../types.js").FleetAsset} Asset */

/** A place that only stands in for one that nobody published is no place to draw. @param {Asset} a */
export const placed = (a) => !a.judged.includes("lon");

/** @param {Asset[]} fleet @returns {Asset[][]} those that lie at one place, together */
export function places(fleet) {
  /** @type {Map<string, Asset[]>} */
  const at = new Map();
  for (const a of fleet.filter(placed)) at.set(`${a.lon} ${a.lat}`, [...(at.get(`${a.lon} ${a.lat}`) ?? []), a]);
  return [...at.values()];
}

/** @param {Asset[]} there */
const signAt = (there) => (there.some((a) => ["lifeboat", "inshore", "cutter"].includes(a.kind)) ? "place-station" : "place-air");

export const data = () =>
  collection(
    places(told.stations.get() ?? []).map((there) =>
      point(there[0].lon, there[0].lat, { sign: signAt(there), label: there.map((a) => `${a.name}\n${t("stations.ready", { minutes: Math.round(a.ready_min) })}`).join("\n") }),
    ),
  );
