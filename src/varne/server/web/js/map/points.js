// @ts-check
/**
 * Many points drawn straight by the graphics card, as a MapLibre layer: ten thousand cost less than a GeoJSON source would
 * for five hundred (docs/live.md). What a point looks like is its layer's own fragment shader.
 */

const VERTEX = `#version 300 es
uniform mat4 matrix; uniform float size; in vec4 point; flat out int kind; flat out float turn;
void main() { gl_Position = matrix * vec4(point.xy, 0., 1.); gl_PointSize = size; kind = int(point.z); turn = point.w; }`;

/** @param {number} lon @param {number} lat [deg] @returns {[number, number]} the map's own plane, 0 to 1 */
const mercator = (lon, lat) => [
  (lon + 180) / 360,
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI),
];

/**
 * @param {string} id of the layer
 * @param {string} fragment GLSL: `vec2 p` runs from -1 to 1 over the point, `kind` and `turn` are the point's; sets `colour`
 * @param {number} size of a point [CSS pixels]
 * @returns {any} a custom layer with `show(points)` and `paint(colours)`
 */
export function pointsLayer(id, fragment, size) {
  let points = new Float32Array();
  let origin = [0, 0];
  let changed = false;
  let colours = new Float32Array();
  /** @type {any} */
  let gpu;

  return {
    id,
    type: "custom",
    renderingMode: "2d",
    /** @param {any} map @param {WebGL2RenderingContext} gl */
    onAdd(map, gl) {
      const program = linked(gl, id, fragment);
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
      gl.uniform1f(gpu.size, size * devicePixelRatio);
      gl.uniform3fv(gpu.colours, colours);
      const place = gl.getAttribLocation(gpu.program, "point");
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 4, gl.FLOAT, false, 0, 0);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.drawArrays(gl.POINTS, 0, points.length / 4);
    },
    /** @param {ArrayLike<number>} given lon, lat, kind and turn of each point; empty draws nothing @param {number} [each] numbers a point: 3 leaves the turn out */
    show(given, each = 4) {
      origin = given.length ? mercator(given[0], given[1]) : [0, 0];
      points = new Float32Array((given.length / each) * 4);
      for (let i = 0, j = 0; i < given.length; i += each, j += 4) {
        const [x, y] = mercator(given[i], given[i + 1]);
        points[j] = x - origin[0];
        points[j + 1] = y - origin[1];
        points[j + 2] = given[i + 2];
        if (each > 3) points[j + 3] = given[i + 3];
      }
      changed = true;
      gpu?.map.triggerRepaint();
    },
    /** @param {number[]} given red, green, blue of each kind, 0 to 1 */
    paint(given) {
      colours = new Float32Array(given);
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

/** @param {WebGL2RenderingContext} gl @param {string} id @param {string} fragment */
function linked(gl, id, fragment) {
  const program = gl.createProgram();
  const whole = `#version 300 es
precision mediump float; uniform vec3 colours[5]; flat in int kind; flat in float turn; out vec4 colour;
void main() { vec2 p = gl_PointCoord * 2. - 1.; ${fragment} }`;
  for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, whole]])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`layer ${id}: ${gl.getProgramInfoLog(program)}`);
  return program;
}
