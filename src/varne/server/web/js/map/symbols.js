// @ts-check
/** The signs for boats: the shape tells the condition, the colour only repeats it. One drawing for the map and for the list. */

/**
 * Paths in a box of 24 by 24: `fill` is filled, `line` is drawn with a stroke.
 * @type {Record<string, {fill?: string, line?: string}>}
 */
export const SHAPES = {
  underway: { fill: "M12 1 L18 10 V22 H6 V10 Z" }, // a hull from above, bow up
  engine_stopped: { fill: "M5 5 H19 V19 H5 Z" }, // a block
  taking_water: { fill: "M3 12 H21 A9 9 0 0 1 3 12 Z", line: "M3 12 A9 9 0 0 1 21 12" }, // half full
  swamped: { fill: "M1 4 H23 L12 22 Z" }, // a hull upside down
  people_in_water: {
    fill: "M12 3 a3.4 3.4 0 1 1 -.01 0 Z", // a head, raised arms, a wave
    line: "M3 4 L8.5 13.5 H15.5 L21 4 M1 20 q2.75 -4 5.5 0 t5.5 0 t5.5 0 t5.5 0",
  },
  landed: { line: "M2 21 H22 M12 2 L17 9 V17 H7 V9 Z" }, // an empty hull on a shore
  closed: { line: "M12 2 a10 10 0 1 1 -.01 0 M7 12.5 L11 16.5 L17.5 8" },
  unknown: { line: "M12 2 a10 10 0 1 1 -.01 0 M8.8 9.5 a3.2 3.2 0 1 1 4.6 2.9 c-1.1 .6 -1.4 1.1 -1.4 2.3 M12 17.6 v.4" },
  asset: { line: "M4 9 L12 2 L20 9 V21 H4 Z M12 9 v8 M8 13 h8" }, // a help-giver: a cross in a hull
};

/**
 * What sensors follow, as the legend shows it; on the map the graphics card draws them (traffic.js).
 * @type {Record<string, {fill?: string, line?: string}>}
 */
export const SENSED = {
  boat: { fill: "M12 9.5 a2.5 2.5 0 1 1 -.01 0", line: "M12 3 a9 9 0 1 1 -.01 0 M12 3 v6" },
  ship: { line: "M12 2 L17 9 V20 H7 V9 Z" },
  rescue_beacon: { line: "M12 3 V21 M3 12 H21" },
};

/**
 * Where help lies: a lifeboat station is a cross in a ring, a place of aircraft a rotor.
 * @type {Record<string, {fill?: string, line?: string}>}
 */
export const PLACES = {
  station: { line: "M12 2 a10 10 0 1 1 -.01 0 M12 6.5 v11 M6.5 12 h11" },
  air: { fill: "M12 9.5 a2.5 2.5 0 1 1 -.01 0", line: "M3 3 L21 21 M21 3 L3 21 M2 12 h1" },
};

/**
 * What people name at sea: an anchor, a lantern over a hull, a wave that breaks.
 * @type {Record<string, {fill?: string, line?: string}>}
 */
export const MARKS = {
  harbour: { line: "M12 7 V21 M7 10 H17 M4 14 a8 7 0 0 0 16 0 M12 7 a2.4 2.4 0 1 1 .01 0" },
  light_vessel: { fill: "M2 15 H22 L18 21 H6 Z M12 1 L16 7 H8 Z", line: "M12 7 V15" },
  bank: { line: "M2 16 q2.5 -5 5 0 t5 0 t5 0 t5 0" },
};

/** @param {import("../types.js").Boat} boat the sign it gets */
export const signOf = (boat) => (boat.status === "closed" ? "closed" : boat.condition in SHAPES ? boat.condition : "unknown");

const SVG = "http://www.w3.org/2000/svg";

/**
 * The sign as a picture in the text; it says nothing to a screen reader because the word stands beside it.
 *
 * @param {string} sign
 * @param {boolean} [proposed]
 */
export const signElement = (sign, proposed = false) =>
  shapeElement(SHAPES[sign] ?? SENSED[sign.replace("sensed-", "")] ?? PLACES[sign.replace("place-", "")] ?? MARKS[sign.replace("mark-", "")], sign, proposed);

/** @param {{fill?: string, line?: string}} shape @param {string} sign names its colour @param {boolean} [proposed] */
export function shapeElement({ fill, line }, sign, proposed = false) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-4 -4 32 32");
  svg.setAttribute("class", `sign sign-${sign}`);
  svg.setAttribute("aria-hidden", "true");
  const parts = { fill, line, proposed: proposed ? "M12 -3 a15 15 0 1 1 -.01 0" : undefined };
  for (const [kind, d] of Object.entries(parts)) {
    if (!d) continue;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `sign-${kind}`);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/**
 * Draw one sign for the map, with a rim that parts it from whatever lies below.
 *
 * @param {{fill?: string, line?: string}} shape
 * @param {string} colour
 * @param {string} rim
 * @param {boolean} [proposed] nobody has decided yet: a broken ring
 * @param {number} [wide] how wide the rim is drawn
 * @returns {ImageData} 64 by 64, meant for a pixel ratio of 2
 */
export function drawn({ fill, line }, colour, rim, proposed = false, wide = 6) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const ink = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ink.setTransform(1.6, 0, 0, 1.6, 12.8, 12.8);
  ink.lineJoin = ink.lineCap = "round";
  const ring = proposed ? "M12 -6 a18 18 0 1 1 -.01 0" : "";
  for (const [style, width] of /** @type {[string, number][]} */ ([[rim, wide], [colour, 2.4]])) {
    ink.strokeStyle = ink.fillStyle = style;
    ink.lineWidth = width;
    if (fill && style === rim) ink.stroke(new Path2D(fill));
    if (fill) ink.fill(new Path2D(fill));
    if (line) ink.stroke(new Path2D(line));
    ink.lineWidth = width / 1.5;
    ink.setLineDash([4, 3.5]);
    if (ring) ink.stroke(new Path2D(ring));
    ink.setLineDash([]);
  }
  return ink.getImageData(0, 0, 64, 64);
}

/**
 * Put all signs into the map, or draw them anew after the palette changed.
 *
 * @param {any} map
 * @param {import("../palette.js").Colours} c
 */
export function putSymbols(map, c) {
  for (const sign of Object.keys(SHAPES)) {
    for (const proposed of [false, true]) {
      const name = proposed ? `${sign}-proposed` : sign;
      put(map, name, drawn(SHAPES[sign], c[sign], c.halo, proposed));
    }
  }
}

/** Put an image into the map, or in place of the one of this name. @param {any} map @param {string} name @param {ImageData} image */
export function put(map, name, image) {
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: 2 });
}

/** Thin lines aslant that meet at the edges of the image, so that it can be repeated. @param {string} colour @returns {ImageData} 40 by 40 */
export function hatched(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const ink = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ink.strokeStyle = colour;
  ink.globalAlpha = 0.45;
  ink.lineWidth = 1.8;
  for (const x of [-40, 0, 40]) ink.stroke(new Path2D(`M${x - 2} 42 L${x + 42} -2`));
  return ink.getImageData(0, 0, 40, 40);
}
