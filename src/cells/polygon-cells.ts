import { FirstlightError } from '../base/errors.js';
import { type CellBits, noCells } from './cell-bits.js';
import type { CellPoints } from './cell-points.js';
import type { CellSet } from './cell-want.js';

/** Bands that the edges are sorted into by height. */
const bandCount = 1024;

/**
 * The cells inside a polygon, by the even-odd rule: a ray to the right crosses its outline an odd number of times. Edges
 * are sorted into bands of height, so that each point meets only those at its own; the answer is that of testing all.
 * Errors: `out-of-range` where the embedding has not two dimensions and there is no projection that fits.
 */
export function polygonCells({ points, projection }: CellSet & { kind: 'polygon' }, map: CellPoints): CellBits {
  const bits = noCells(map.cells);
  const outline = new Outline(points);
  const { coordinates, dims, cells } = map;
  if (projection === undefined) {
    if (dims !== 2) throw new FirstlightError('out-of-range', `A polygon needs a projection of the ${dims} dimensions of ${map.name}`);
    for (let cell = 0; cell < cells; cell += 1) {
      if (outline.holds(coordinates[2 * cell]!, coordinates[2 * cell + 1]!)) bits[cell >> 3]! |= 1 << (cell & 7);
    }
    return bits;
  }
  if (projection.length !== 2 * (dims + 1)) {
    throw new FirstlightError('out-of-range', `A projection of ${dims} dimensions has ${2 * (dims + 1)} numbers, not ${projection.length}`);
  }
  const second = dims + 1;
  for (let cell = 0; cell < cells; cell += 1) {
    let x = projection[dims]!;
    let y = projection[second + dims]!;
    for (let axis = 0; axis < dims; axis += 1) {
      const at = coordinates[cell * dims + axis]!;
      x += projection[axis]! * at;
      y += projection[second + axis]! * at;
    }
    if (outline.holds(x, y)) bits[cell >> 3]! |= 1 << (cell & 7);
  }
  return bits;
}

class Outline {
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  #left = Number.POSITIVE_INFINITY;
  #right = Number.NEGATIVE_INFINITY;
  #bottom = Number.POSITIVE_INFINITY;
  #top = Number.NEGATIVE_INFINITY;
  readonly #perHeight: number;
  /** Edges of band b: `#edges[#starts[b]]` to `#edges[#starts[b + 1]]`. */
  readonly #starts = new Uint32Array(bandCount + 1);
  readonly #edges: Uint32Array;

  constructor(points: readonly (readonly [number, number])[]) {
    this.#xs = Float64Array.from(points, ([x]) => x);
    this.#ys = Float64Array.from(points, ([, y]) => y);
    for (const [x, y] of points) {
      this.#left = Math.min(this.#left, x);
      this.#right = Math.max(this.#right, x);
      this.#bottom = Math.min(this.#bottom, y);
      this.#top = Math.max(this.#top, y);
    }
    const height = this.#top - this.#bottom;
    this.#perHeight = height > 0 ? bandCount / height : 0;
    const bands = points.map((_, edge) => {
      const one = this.#bandOf(this.#ys[edge]!);
      const other = this.#bandOf(this.#ys[(edge + 1) % points.length]!);
      return [Math.min(one, other), Math.max(one, other)] as const;
    });
    for (const [first, last] of bands) for (let band = first; band <= last; band += 1) this.#starts[band + 1]! += 1;
    for (let band = 0; band < bandCount; band += 1) this.#starts[band + 1]! += this.#starts[band]!;
    this.#edges = new Uint32Array(this.#starts[bandCount]!);
    const next = this.#starts.slice();
    for (const [edge, [first, last]] of bands.entries()) {
      for (let band = first; band <= last; band += 1) {
        this.#edges[next[band]!] = edge;
        next[band]! += 1;
      }
    }
  }

  /** NaN is in no polygon. */
  holds(x: number, y: number): boolean {
    if (!(x >= this.#left && x <= this.#right && y >= this.#bottom && y <= this.#top)) return false;
    const band = this.#bandOf(y);
    const xs = this.#xs;
    const ys = this.#ys;
    const end = this.#starts[band + 1]!;
    let inside = false;
    for (let at = this.#starts[band]!; at < end; at += 1) {
      const edge = this.#edges[at]!;
      const to = edge + 1 === xs.length ? 0 : edge + 1;
      const y0 = ys[edge]!;
      const y1 = ys[to]!;
      if (y0 > y !== y1 > y && x < ((xs[to]! - xs[edge]!) * (y - y0)) / (y1 - y0) + xs[edge]!) inside = !inside;
    }
    return inside;
  }

  /** Grows with `y`, so that an edge lies in every band between those of its ends. */
  #bandOf(y: number): number {
    const band = Math.floor((y - this.#bottom) * this.#perHeight);
    return band < 0 ? 0 : band >= bandCount ? bandCount - 1 : band;
  }
}
