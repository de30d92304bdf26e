import type { BinGrid, PointAggregate } from '../kernels/point-kernels.js';
import type { CategoryCodes } from '../shapes/table-columns.js';
import type { Rgb } from './palettes.js';

/**
 * What points are coloured by; buffers are *lent*.
 *
 * `mixture`: the categories' colours by their shares of a pixel's points. `rarest`: the colour of the category in a pixel that has
 * the fewest points in all. `colours` has one for each code, that of cells without a category included (`categoryColours`);
 * `hidden`: codes that are not drawn.
 * `mean`, `largest`: the colour of the mean or the greatest number; pixels of points without numbers are `missing`. A number v has
 * colour min(255, max(0, floor(256 · (v − lo) / (hi − lo)))) of the `table` (`colormapTable`).
 */
export type MapColouring =
  | { readonly kind: 'plain'; readonly colour: Rgb }
  | {
      readonly kind: 'mixture';
      readonly codes: CategoryCodes;
      readonly colours: readonly Rgb[];
      readonly hidden?: ReadonlySet<number> | undefined;
    }
  | {
      readonly kind: 'rarest';
      readonly codes: CategoryCodes;
      readonly colours: readonly Rgb[];
      readonly hidden?: ReadonlySet<number> | undefined;
      /** How many cells have each code. */
      readonly counts: ArrayLike<number>;
    }
  | {
      readonly kind: 'mean' | 'largest';
      readonly values: Float32Array | Float64Array;
      readonly lo: number;
      readonly hi: number;
      readonly table: Uint8Array;
      readonly missing: Rgb;
    };

/** What the kernels keep of the points of a bin for a colouring, and the colour that it has then. */
export interface BinResolver {
  readonly aggregate: PointAggregate;
  /** What the kernels look up for a code; see `PointBins.addCodes`. */
  readonly lookup: Uint32Array;
  /**
   * Writes the colours of `width` bins from `bin` on into `words`, packed as RGBA, and how many points each has into `counts`,
   * both from `at` on; 0 and 0 where there is none.
   */
  resolve(grid: BinGrid, bin: number, width: number, words: Uint32Array, counts: Uint32Array, at: number): void;
}

/** Makes what a colouring needs, once a picture. */
export function binResolver(colouring: MapColouring): BinResolver {
  switch (colouring.kind) {
    case 'plain':
      return { aggregate: 'mixture', lookup: Uint32Array.of(...colouring.colour, 1), resolve: resolveMixture };
    case 'mixture':
      return { aggregate: 'mixture', lookup: lookupByCode(colouring), resolve: resolveMixture };
    case 'rarest':
      return rarestResolver(colouring);
    case 'mean':
    case 'largest':
      return numberResolver(colouring);
  }
}

function lookupByCode({ colours, hidden }: Extract<MapColouring, { readonly kind: 'mixture' }>): Uint32Array {
  const lookup = new Uint32Array(4 * colours.length);
  for (let code = 0; code < colours.length; code += 1) if (hidden?.has(code) !== true) lookup.set([...colours[code]!, 1], 4 * code);
  return lookup;
}

const resolveMixture: BinResolver['resolve'] = ({ words: sums }, bin, width, words, counts, at) => {
  for (let x = 0; x < width; x += 1) {
    const place = 4 * (bin + x);
    const count = sums[place + 3]!;
    counts[at + x] = count;
    if (count === 0) words[at + x] = 0;
    else if (count === 1) words[at + x] = pack(sums[place]!, sums[place + 1]!, sums[place + 2]!);
    else words[at + x] = pack(sums[place]! / count + 0.5, sums[place + 1]! / count + 0.5, sums[place + 2]! / count + 0.5);
  }
};

/** Priorities are places in the order from the most common code to the rarest; what is as common stays in order. */
function rarestResolver({ colours, counts: cells, hidden }: Extract<MapColouring, { readonly kind: 'rarest' }>): BinResolver {
  const order = colours.map((_, code) => code).sort((a, b) => (cells[b] ?? 0) - (cells[a] ?? 0) || a - b);
  const lookup = new Uint32Array(4 * colours.length);
  order.forEach((code, place) => {
    if (hidden?.has(code) !== true) lookup[4 * code] = place + 1;
  });
  const byPriority = Uint32Array.of(0, ...order.map((code) => pack(...colours[code]!)));
  return {
    aggregate: 'rarest',
    lookup,
    resolve({ words: greatest }, bin, width, words, counts, at) {
      for (let x = 0; x < width; x += 1) {
        const place = 4 * (bin + x);
        counts[at + x] = greatest[place + 3]!;
        words[at + x] = byPriority[greatest[place]!]!;
      }
    },
  };
}

function numberResolver({ kind, lo, hi, table, missing }: Extract<MapColouring, { readonly kind: 'mean' | 'largest' }>): BinResolver {
  const colours = Uint32Array.from({ length: 256 }, (_, i) => pack(table[3 * i]!, table[3 * i + 1]!, table[3 * i + 2]!));
  const without = pack(...missing);
  const colourOf = (value: number): number => {
    if (Number.isNaN(value)) return without;
    if (!(hi > lo)) return colours[value > lo ? 255 : 0]!;
    return colours[Math.min(255, Math.max(0, Math.floor((256 * (value - lo)) / (hi - lo))))]!;
  };
  return {
    aggregate: kind,
    lookup: new Uint32Array(0),
    resolve({ words: sums, numbers }, bin, width, words, counts, at) {
      for (let x = 0; x < width; x += 1) {
        const place = bin + x;
        const count = sums[4 * place + 3]!;
        counts[at + x] = count;
        if (count === 0) {
          words[at + x] = 0;
          continue;
        }
        const known = sums[4 * place + 2]!;
        const value = numbers[2 * place]!;
        words[at + x] = known === 0 ? without : colourOf(kind === 'mean' ? value / known : value);
      }
    },
  };
}

/** RGBA in memory order, alpha 255, of channels cut to whole numbers. */
function pack(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
