// @ts-check
/**
 * The possible states of the chosen boat as points, drawn straight by the graphics card: ten thousand cost less than a
 * GeoJSON source would for five hundred. The shape of a point tells its state, the colour repeats it.
 */
import { rgb } from "../palette.js";

/** The states as the server numbers them, by the name of their colour. */
const STATES = ["underway", "engine_stopped", "swamped", "people_in_water", "landed"];

const VERTEX = `#version 300 es
uniform mat4 matrix; uniform float size; in vec3 point; flat out int state;
void main() { gl_Position = matrix * vec4(point.xy, 0., 1.); gl_PointSize = size; state = int(point.z); }`;

const FRAGMENT = `#version 300 es
precision mediump float; uniform vec3 colours[5]; flat in int state; out vec4 colour;
void main() {
  vec2 p = abs(gl_PointCoord * 2. - 1.); float r = length(p);
  bool inside = state == 3 ? min(p.x, p.y) < .34                  // person in water: a cross
    : state == 4 ? max(p.x, p.y) < .8                             // stranded: a square
    : state == 2 ? r < 1. && r > .5                               // swamped: a ring
    : state == 1 ? p.x + p.y < 1. : r < .8;                       // adrift: a diamond; underway: a dot
  if (!inside) discard;
  colour = vec4(colours[clamp(state, 0, 4)], 1.) * .3;
}`;

/** @param {number} lon @param {number} lat [deg] @returns {[number, number]} the map's own plane, 0 to 1 */
const mercator = (lon, lat) => [
  (lon + 180) / 360,
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI),
];

/** @returns {any} a MapLibre custom layer with `show(triples)` and `paint(colours)` */
export function ensembleLayer() {
  let points = new Float32Array();
  let origin = [0, 0];
  let changed = false;
  let colours = new Float32Array(15);
  /** @type {any} */
  let gpu;

  return {
    id: "ensemble",
    type: "custom",
    renderingMode: "2d",
    /** @param {any} map @param {WebGL2RenderingContext} gl */
    onAdd(map, gl) {
      const program = linked(gl);
      const at = (/** @type {string} */ name) => gl.getUniformLocation(program, name);
      gpu = { map, program, buffer: gl.createBuffer(), matrix: at("matrix"), size: at("size"), colours: at("colours") };
      changed = true;
    },
    /** @param {WebGL2RenderingContext} gl @param {any} input */
    render(gl, input) {
      if (!points.length) return;
      gl.useProgram(gpu.program);
      gl.bindBuffer(gl.ARRAY_BUFFER, gpu.buffer);
      if (changed) gl.bufferData(gl.ARRAY_BUFFER, points, gl.DYNAMIC_DRAW);
      changed = false;
      gl.uniformMatrix4fv(gpu.matrix, false, moved(input.defaultProjectionData.mainMatrix, origin));
      gl.uniform1f(gpu.size, 4 * devicePixelRatio);
      gl.uniform3fv(gpu.colours, colours);
      const place = gl.getAttribLocation(gpu.program, "point");
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 0, 0);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.drawArrays(gl.POINTS, 0, points.length / 3);
    },
    /** @param {Float32Array} triples lon, lat, state of each point; empty draws nothing */
    show(triples) {
      origin = triples.length ? mercator(triples[0], triples[1]) : [0, 0];
      points = new Float32Array(triples.length);
      for (let i = 0; i < triples.length; i += 3) {
        const [x, y] = mercator(triples[i], triples[i + 1]);
        points[i] = x - origin[0];
        points[i + 1] = y - origin[1];
        points[i + 2] = triples[i + 2];
      }
      changed = true;
      gpu?.map.triggerRepaint();
    },
    /** @param {import("../palette.js").Colours} c */
    paint(c) {
      colours = new Float32Array(STATES.flatMap((s) => rgb(c[s])));
      gpu?.map.triggerRepaint();
    },
  };
}

/** The map's matrix after a shift, worked out in doubles: floats alone would make points jump by metres. */
function moved(/** @type {ArrayLike<number>} */ m, /** @type {number[]} */ [x, y]) {
  const shifted = Array.from(m);
  for (let row = 0; row < 4; row++) shifted[12 + row] = m[row] * x + m[4 + row] * y + m[12 + row];
  return shifted;
}

/** @param {WebGL2RenderingContext} gl */
function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`ensemble layer: ${gl.getProgramInfoLog(program)}`);
  return program;
}
