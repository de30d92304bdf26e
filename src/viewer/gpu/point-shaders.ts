import { leastStrength } from '../../picture/map-coverage.js';
import type { ShaderSources } from './gl-programs.js';

/** `points`: one by one; `sums`: added up in a float texture; `resolve`: the sums made into colours. */
export type PointPass = 'points' | 'sums' | 'resolve';

export function pointSources(pass: PointPass): ShaderSources {
  return pass === 'resolve' ? [wholeCanvas, resolveFragment] : [pointVertex(pass), pass === 'points' ? pointFragment : sumFragment];
}

/** What a code or a number is looked up in: 256 texels a row. `a` is the rank from common to rare, −1 where it is not drawn. */
const lookUp = `
uniform highp sampler2D table;
vec4 entry(int index) {
  return texelFetch(table, ivec2(index & 255, index >> 8), 0);
}
`;

/**
 * Places a point and looks its colour up. `rowX`, `rowY`, `rowZ` are products and a sum, seen from `origin`, which keeps what
 * is near it precise. `group` 0: all that is visible; 1: what is selected of it.
 */
function pointVertex(pass: 'points' | 'sums'): string {
  return `#version 300 es
precision highp float;
precision highp int;
layout(location = 0) in vec3 position;
layout(location = 1) in uint code;
layout(location = 2) in float value;
layout(location = 3) in uint mask;
layout(location = 4) in vec3 before;
uniform vec4 beforeX;
uniform vec4 beforeY;
uniform float share;
uniform vec3 origin;
uniform vec4 rowX;
uniform vec4 rowY;
uniform vec4 rowZ;
uniform vec2 viewport;
uniform float diameter;
uniform int kind;
uniform vec3 plain;
uniform vec4 span;
uniform vec3 missing;
uniform vec3 background;
uniform float dim;
uniform int group;
uniform bool hasSelection;
uniform int order;
uniform float greatestRank;
flat out vec4 ink;
${lookUp}
void main() {
  gl_PointSize = diameter;
  gl_Position = vec4(2.0, 2.0, 0.0, 1.0);
  ink = vec4(0.0);
  vec3 from = position - origin;
  vec2 place = vec2(dot(rowX.xyz, from) + rowX.w, dot(rowY.xyz, from) + rowY.w);
  if (share < 1.0) place = mix(vec2(dot(beforeX, vec4(before, 1.0)), dot(beforeY, vec4(before, 1.0))), place, share);
  // Written so that what is not a number fails.
  if (!(place.x > -1e6 && place.x < 1e6 && place.y > -1e6 && place.y < 1e6)) return;
  bool selected = (mask & 2u) != 0u;
  if ((mask & 1u) == 0u || (group == 1 && !selected)) return;
  vec3 colour = plain;
  float rank = 0.0;
  float number = 0.0;
  float known = 1.0;
  if (kind == 1) {
    vec4 found = entry(int(code));
    if (found.a < 0.0) return;
    colour = found.rgb;
    rank = found.a;
  } else if (kind == 2) {
    number = span.z > 0.5 ? log(1.0 + value) : value;
    known = value == value ? 1.0 : 0.0;
    colour = missing;
    if (known > 0.5) colour = entry(int(clamp(floor(256.0 * (number - span.x) / span.y), 0.0, 255.0))).rgb;
    else number = 0.0;
  }
  bool dims = hasSelection && !selected${pass === 'sums' ? ' || dim < 1.0' : ''};
  if (dims) colour = mix(background, colour, dim);
${
  pass === 'points'
    ? `
  float depth = 0.5;
  if (order == 1) depth = 1.0 - clamp(dot(rowZ.xyz, from) + rowZ.w, 0.0, 1.0);
  if (order == 2) depth = 1.0 - rank / greatestRank;
  if (order == 1) colour = mix(colour, background, 0.45 * depth);
  float layer = hasSelection && !selected ? 0.5 + 0.49 * depth : 0.49 * depth;
  gl_Position = vec4(place.x / viewport.x * 2.0 - 1.0, 1.0 - place.y / viewport.y * 2.0, layer * 2.0 - 1.0, 1.0);
  ink = vec4(colour, 1.0);
`
    : `
  bool odd = mod(diameter, 2.0) > 0.5;
  vec2 snapped = odd ? floor(place) + 0.5 : floor(place + 0.5);
  gl_Position = vec4(snapped.x / viewport.x * 2.0 - 1.0, 1.0 - snapped.y / viewport.y * 2.0, 0.0, 1.0);
  if (order == 2) ink = vec4(rank + 1.0, 0.0, 0.0, 1.0);
  else if (kind == 2) ink = vec4(order == 3 && known < 0.5 ? -3.4e38 : number, order == 3 ? 0.0 : known, known, 1.0);
  else ink = vec4(floor(colour * 255.0 + 0.5), 1.0);
`
}}`;
}

const pointFragment = `#version 300 es
precision highp float;
flat in vec4 ink;
uniform float diameter;
out vec4 color;
void main() {
  float beyond = length(gl_PointCoord - 0.5) * diameter - diameter * 0.5 + 0.5;
  float cover = diameter < 2.5 ? 1.0 : clamp(1.0 - beyond, 0.0, 1.0);
  if (cover < 0.5 && diameter < 4.5) discard;
  if (cover <= 0.02) discard;
  color = vec4(ink.rgb, ink.a * cover);
}`;

const sumFragment = `#version 300 es
precision highp float;
flat in vec4 ink;
uniform float diameter;
out vec4 color;
void main() {
  vec2 from = floor(gl_PointCoord * diameter) - (diameter - 1.0) * 0.5;
  if (dot(from, from) > diameter * diameter * 0.25) discard;
  color = ink;
}`;

const wholeCanvas = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/** The same as \`paintCoverage\` and \`binResolver\` of the picture layer make of a pixel. */
const resolveFragment = `#version 300 es
precision highp float;
precision highp int;
uniform highp sampler2D sums;
uniform int kind;
uniform int order;
uniform vec4 span;
uniform vec3 missing;
uniform vec3 background;
uniform float dim;
uniform float full;
uniform bool over;
out vec4 color;
${lookUp}
void main() {
  vec4 sum = texelFetch(sums, ivec2(gl_FragCoord.xy), 0);
  float count = sum.a;
  if (count < 0.5) {
    if (over) discard;
    color = vec4(background, 1.0);
    return;
  }
  vec3 colour;
  if (order == 2) colour = entry(int(sum.r + 0.5) - 1).rgb;
  else if (kind == 2) {
    bool known = order == 3 ? sum.r > -3.3e38 : sum.b > 0.5;
    float number = order == 3 ? sum.r : sum.r / sum.b;
    colour = known ? entry(int(clamp(floor(256.0 * (number - span.x) / span.y), 0.0, 255.0))).rgb : missing;
  } else colour = sum.rgb / count / 255.0;
  if (order == 2 || kind == 2) colour = mix(background, colour, dim);
  float strength = 1.0;
  if (full > 1.0 && count < full) strength = ${leastStrength.toFixed(4)} + ${(1 - leastStrength).toFixed(4)} * min(1.0, log2(1.0 + count) / log2(1.0 + full));
  color = vec4(mix(background, colour, strength), 1.0);
}`;
