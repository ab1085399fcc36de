// @ts-check
/**
 * Distances and bearings on WGS 84, the same numbers as `varne.geodesy` on the server: a test compares the two.
 *
 * Source: Vincenty 1975, Survey Review 23(176), inverse formula.
 */

const A = 6378137; // semi-major axis [m]
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RADIANS = Math.PI / 180;
const TURNS = 12; // it settles in four at our distances

export const NM = 1852; // [m]

/** @typedef {[number, number]} Place longitude, latitude [deg] */

/**
 * The geodesic from one place to another, not nearly antipodal.
 *
 * @param {Place} from @param {Place} to
 * @returns {{metres: number, bearing: number}} bearing: true, at the first place, 0 to 360; 0 where both are one [deg]
 */
export function geodesic([lon1, lat1], [lon2, lat2]) {
  const reduced = (/** @type {number} */ lat) => Math.atan((1 - F) * Math.tan(lat * RADIANS));
  const [u1, u2, dlam] = [reduced(lat1), reduced(lat2), (lon2 - lon1) * RADIANS];
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lam = dlam;
  let [east, north, sin, cos, sigma, cos2a, mid] = [0, 0, 0, 1, 0, 0, 0];
  for (let turn = 0; turn < TURNS; turn++) {
    [east, north] = [c2 * Math.sin(lam), c1 * s2 - s1 * c2 * Math.cos(lam)];
    [sin, cos] = [Math.hypot(east, north), s1 * s2 + c1 * c2 * Math.cos(lam)];
    if (sin === 0) return { metres: 0, bearing: 0 };
    sigma = Math.atan2(sin, cos);
    const sina = (c1 * c2 * Math.sin(lam)) / sin;
    cos2a = 1 - sina * sina;
    mid = cos2a > 0 ? cos - (2 * s1 * s2) / cos2a : 0; // 0 along the equator
    const c = (F / 16) * cos2a * (4 + F * (4 - 3 * cos2a));
    lam = dlam + (1 - c) * F * sina * (sigma + c * sin * (mid + c * cos * (2 * mid * mid - 1)));
  }
  const k = (cos2a * (A * A - B * B)) / (B * B);
  const a = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
  const b = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
  const bend = cos * (2 * mid * mid - 1) - (b / 6) * mid * (4 * sin * sin - 3) * (4 * mid * mid - 3);
  return { metres: B * a * (sigma - b * sin * (mid + (b / 4) * bend)), bearing: (Math.atan2(east, north) / RADIANS + 360) % 360 };
}
