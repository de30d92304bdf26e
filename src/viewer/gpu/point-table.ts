import type { PointLook } from './point-look.js';

/**
 * What shaders look colours up in, 256 texels a row. Of categories: red, green, blue of each code and its rank among them from
 * the most common (0) on, −1 where it is hidden. Of numbers: the 256 colours of the map.
 */
export function lookTable(look: PointLook): { readonly rows: number; readonly texels: Float32Array } {
  if (look.kind === 'plain') return { rows: 1, texels: new Float32Array(1024) };
  if (look.kind === 'numbers') {
    const texels = new Float32Array(1024).fill(1);
    for (let i = 0; i < 256; i += 1)
      for (let channel = 0; channel < 3; channel += 1) texels[4 * i + channel] = look.table[3 * i + channel]! / 255;
    return { rows: 1, texels };
  }
  const { colours, hidden } = look;
  const rows = Math.max(1, Math.ceil(hidden.length / 256));
  const texels = new Float32Array(1024 * rows);
  const ranks = ranksOf(look.counts);
  for (let code = 0; code < hidden.length; code += 1) {
    for (let channel = 0; channel < 3; channel += 1) texels[4 * code + channel] = colours[3 * code + channel]! / 255;
    texels[4 * code + 3] = hidden[code] === 1 ? -1 : ranks[code]!;
  }
  return { rows, texels };
}

/** Places in the order from the most common code to the rarest; what is as common stays in order. */
function ranksOf(counts: Uint32Array): Float32Array {
  const order = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
  const ranks = new Float32Array(counts.length);
  for (const [rank, code] of order.entries()) ranks[code] = rank;
  return ranks;
}

/** The numbers that shaders take a look as. */
export function lookUniforms(look: PointLook): {
  readonly kind: 0 | 1 | 2;
  readonly plain: readonly number[];
  /** Least, width, whether of the logarithm. */
  readonly span: readonly number[];
  readonly missing: readonly number[];
  readonly greatestRank: number;
} {
  const none = { plain: [0, 0, 0], span: [0, 1, 0, 0], missing: [0, 0, 0], greatestRank: 1 };
  if (look.kind === 'plain') return { ...none, kind: 0, plain: look.colour.map((channel) => channel / 255) };
  if (look.kind === 'categories') return { ...none, kind: 1, greatestRank: Math.max(1, look.counts.length - 1) };
  const [lo, hi] = look.log ? [Math.log1p(look.lo), Math.log1p(look.hi)] : [look.lo, look.hi];
  return {
    ...none,
    kind: 2,
    span: [lo, hi > lo ? hi - lo : 1, Number(look.log), 0],
    missing: look.missing.map((channel) => channel / 255),
  };
}
