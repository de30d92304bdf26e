/** How the pixels of a texture are read. */
export type TexelKind = 'polarity' | 'signed' | 'pair' | 'rgba';

/** One triangle that covers the viewport. */
export const vertexShader = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

const samplers: Readonly<Record<TexelKind, CoverParts['sampler']>> = {
  polarity: 'usampler2D',
  signed: 'isampler2D',
  pair: 'usampler2D',
  rgba: 'sampler2D',
};

/** `ink`: colour less background, and how much of the pixel is data. The formula is that of `picture/frame-to-rgba.ts`. */
const inks: Readonly<Record<TexelKind, string>> = {
  polarity: `
    uint value = texelFetch(pixels, at, 0).r;
    if (value == 0u) return vec4(0.0);
    return vec4((value == 2u ? onColor : offColor) - background, 1.0);`,
  signed: `
    float value = float(texelFetch(pixels, at, 0).r);
    float share = level(abs(value));
    return vec4(share * ((value > 0.0 ? onColor : offColor) - background), share);`,
  pair: `
    vec2 values = vec2(texelFetch(pixels, at, 0).rg);
    float on = level(values.x);
    float off = level(values.y);
    vec3 mixed = clamp(background + on * (onColor - background) + off * (offColor - background), 0.0, 1.0);
    return vec4(mixed - background, max(on, off));`,
  rgba: `
    return vec4(texelFetch(pixels, at, 0).rgb - background, 1.0);`,
};

/** The fragment shader of pictures of events; see {@link coverShader}. */
export function fragmentShader(kind: TexelKind): string {
  const declarations = 'uniform vec3 onColor;\nuniform vec3 offColor;';
  return coverShader({ sampler: samplers[kind], declarations, ink: inks[kind], lift: kind !== 'rgba' });
}

/** What makes a shader out of the values of a texture. */
export interface CoverParts {
  readonly sampler: 'usampler2D' | 'isampler2D' | 'sampler2D';
  /** Uniforms and functions that `ink` uses. */
  readonly declarations: string;
  readonly ink: string;
  readonly lift: boolean;
}

/**
 * Colours every device pixel from the sensor pixels it covers, each weighted by its overlap: enlarged pixels have sharp
 * edges, reduced ones are averaged, so that no event falls between samples. With `lift`, reduced
 * pictures are lifted by the square root of what is covered, else lone events would vanish in the average. `ink` is the body of a
 * function of `ivec2 at`, a pixel of the picture: its colour less `background`, and how much of it is data.
 */
export function coverShader({ sampler, declarations, ink, lift }: CoverParts): string {
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${sampler};
uniform ${sampler} pixels;
uniform vec2 viewport;
uniform vec2 center;
uniform float scale;
uniform ivec2 orientedSize;
uniform bvec3 orientation;
uniform vec2 levels;
uniform vec3 background;
uniform vec3 surround;
out vec4 color;

float level(float magnitude) {
  return clamp((magnitude - levels.x) / (levels.y - levels.x), 0.0, 1.0);
}

${declarations}
vec4 ink(ivec2 at) {${ink}
}

ivec2 texelOf(ivec2 at) {
  ivec2 flipped = ivec2(orientation.y ? orientedSize.x - 1 - at.x : at.x, orientation.z ? orientedSize.y - 1 - at.y : at.y);
  return orientation.x ? flipped.yx : flipped;
}

void main() {
  vec2 corner = vec2(floor(gl_FragCoord.x), viewport.y - floor(gl_FragCoord.y) - 1.0);
  vec2 low = (corner - viewport * 0.5) / scale + center;
  vec2 high = (corner + 1.0 - viewport * 0.5) / scale + center;
  vec2 size = vec2(orientedSize);
  vec2 insideLow = clamp(low, vec2(0.0), size);
  vec2 insideHigh = clamp(high, vec2(0.0), size);
  vec2 inside = insideHigh - insideLow;
  float whole = (high.x - low.x) * (high.y - low.y);
  float area = inside.x * inside.y;
  if (area <= whole * 1e-4) {
    color = vec4(surround, 1.0);
    return;
  }
  ivec2 first = ivec2(floor(insideLow + 1e-4));
  ivec2 last = max(first, ivec2(ceil(insideHigh - 1e-4)) - 1);
  last = min(last, orientedSize - 1);
  ivec2 stride = (last - first) / 8 + 1;
  vec4 sum = vec4(0.0);
  float total = 0.0;
  for (int y = first.y; y <= last.y; y += stride.y) {
    float weightY = min(float(y + 1), insideHigh.y) - max(float(y), insideLow.y);
    for (int x = first.x; x <= last.x; x += stride.x) {
      float weight = weightY * (min(float(x + 1), insideHigh.x) - max(float(x), insideLow.x));
      sum += weight * ink(texelOf(ivec2(x, y)));
      total += weight;
    }
  }
  vec4 mean = sum / total;
  if (scale < 0.999 && mean.a > 0.0 && ${lift}) mean.rgb *= inversesqrt(mean.a);
  vec3 shown = clamp(background + mean.rgb, 0.0, 1.0);
  color = vec4(mix(surround, shown, clamp(area / whole, 0.0, 1.0)), 1.0);
}`;
}
