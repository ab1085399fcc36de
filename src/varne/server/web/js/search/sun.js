// @ts-check
/** Where the sun stands, for what a form says beforehand: by night the eye counts for nothing. */

const TWILIGHT = -6; // until it stands this far below the horizon, the end of civil twilight, an eye still sees [deg]
const RADIANS = Math.PI / 180;
const J2000 = Date.UTC(2000, 0, 1, 12);

/**
 * How high the sun stands, to a tenth of a degree.
 *
 * Source: the Astronomical Almanac's low-precision formulae, section C.
 *
 * @param {number} moment [ms] @param {number} lon @param {number} lat [deg]
 */
export function sunHeight(moment, lon, lat) {
  const days = (moment - J2000) / 86400000;
  const anomaly = RADIANS * (357.528 + 0.9856003 * days);
  const along = RADIANS * (280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly));
  const tilt = RADIANS * (23.439 - 4e-7 * days);
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(along), Math.cos(along));
  const declination = Math.asin(Math.sin(tilt) * Math.sin(along));
  const hour = RADIANS * (280.46062 + 360.98564737 * days + lon) - ascension;
  return Math.asin(Math.sin(RADIANS * lat) * Math.sin(declination) + Math.cos(RADIANS * lat) * Math.cos(declination) * Math.cos(hour)) / RADIANS;
}

/** @param {number} moment [ms] @param {number} lon @param {number} lat [deg] */
export const isDark = (moment, lon, lat) => sunHeight(moment, lon, lat) < TWILIGHT;
