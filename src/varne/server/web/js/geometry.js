// @ts-check
/** Rings around a position, and boxes. Metres become degrees on the WGS 84 ellipsoid, at the latitude where they are. */

const RADIUS = 6378137; // WGS 84 semi-major axis [m]
const E2 = 0.00669437999014; // its eccentricity squared
export const SIGMAS_95 = 2.4477; // radius that holds 95 % of a two-dimensional normal distribution [sigma]

/**
 * Metres in one degree of longitude and of latitude.
 *
 * @param {number} lat [deg]
 * @returns {[number, number]}
 */
export function metresPerDegree(lat) {
  const sin = Math.sin((lat * Math.PI) / 180);
  const w = 1 - E2 * sin * sin;
  const north = (RADIUS * (1 - E2)) / w ** 1.5;
  const east = (RADIUS / Math.sqrt(w)) * Math.cos((lat * Math.PI) / 180);
  return [(east * Math.PI) / 180, (north * Math.PI) / 180];
}

/**
 * The ring of an error ellipse, closed, as GeoJSON coordinates.
 *
 * @param {number} lon centre [deg]
 * @param {number} lat
 * @param {[number, number, number]} ellipse 1 sigma: major, minor [m], orientation of the major [deg true]
 * @param {number} [sigmas] how many sigma the ring is away
 * @param {number} [corners]
 * @returns {[number, number][]}
 */
export function ellipseRing(lon, lat, [major, minor, orientation], sigmas = 1, corners = 72) {
  const [east, north] = metresPerDegree(lat);
  const turn = (orientation * Math.PI) / 180;
  return Array.from({ length: corners + 1 }, (_, i) => {
    const round = (2 * Math.PI * (i % corners)) / corners;
    const along = sigmas * major * Math.cos(round);
    const across = sigmas * minor * Math.sin(round);
    const e = along * Math.sin(turn) + across * Math.cos(turn);
    const n = along * Math.cos(turn) - across * Math.sin(turn);
    return /** @type {[number, number]} */ ([lon + e / east, lat + n / north]);
  });
}

/**
 * The smallest box around all coordinates of a GeoJSON value: west, south, east, north.
 *
 * @param {any} geojson
 * @returns {[number, number, number, number]|null}
 */
export function box(geojson) {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  /** @param {any} c */
  const walk = (c) => {
    if (typeof c[0] === "number") {
      [w, s, e, n] = [Math.min(w, c[0]), Math.min(s, c[1]), Math.max(e, c[0]), Math.max(n, c[1])];
    } else for (const inner of c) walk(inner);
  };
  for (const f of geojson.features ?? [geojson]) walk((f.geometry ?? f).coordinates ?? []);
  return w <= e ? [w, s, e, n] : null;
}

/** @param {any} geometry @param {Record<string, unknown>} [properties] */
export const feature = (geometry, properties = {}) => ({ type: "Feature", geometry, properties });

/** @param {any[]} features */
export const collection = (features) => ({ type: "FeatureCollection", features });

/** @param {number} lon @param {number} lat @param {Record<string, unknown>} properties */
export const point = (lon, lat, properties) => feature({ type: "Point", coordinates: [lon, lat] }, properties);
