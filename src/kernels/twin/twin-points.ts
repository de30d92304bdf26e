import { FirstlightError } from '../../base/errors.js';
import type { CategoryCodes } from '../../shapes/table-columns.js';
import { type BinLayout, layOutBins, mostMixedPoints, projectionTerms } from '../point-discs.js';
import type { BinGrid, PointBins, PointBinsSpec, PointRun } from '../point-kernels.js';

/** Sums points into bins in TypeScript; see `PointBins`. */
export class TwinPointBins implements PointBins {
  readonly spec: PointBinsSpec;
  readonly #layout: BinLayout;
  readonly #grid: BinGrid;
  #points = 0;

  constructor(spec: PointBinsSpec) {
    this.spec = spec;
    this.#layout = layOutBins(spec);
    const { stride, rows, first } = this.#layout;
    const words = new Uint32Array(4 * stride * rows);
    this.#grid = { stride, first, words, numbers: new Float64Array(words.buffer) };
  }

  begin(): void {
    this.#points = 0;
    this.#grid.words.fill(0);
  }

  addCodes(run: PointRun, codes: CategoryCodes | undefined, lookup: Uint32Array): void {
    const { aggregate } = this.spec;
    if (aggregate === 'mean' || aggregate === 'largest') throw new FirstlightError('internal', `Codes have no ${aggregate}`);
    this.#count(run);
    const { words } = this.#grid;
    const last = lookup.length / 4 - 1;
    this.#eachPlace(run, (point, bin) => {
      const entry = 4 * Math.min(codes === undefined ? 0 : codes[point]!, last);
      if (aggregate === 'mixture') {
        for (let lane = 0; lane < 4; lane += 1) words[4 * bin + lane]! += lookup[entry + lane]!;
      } else if (lookup[entry] !== 0) {
        words[4 * bin] = Math.max(words[4 * bin]!, lookup[entry]!);
        words[4 * bin + 3]! += 1;
      }
    });
  }

  addNumbers(run: PointRun, values: Float32Array | Float64Array): void {
    const { aggregate } = this.spec;
    if (aggregate === 'mixture' || aggregate === 'rarest') throw new FirstlightError('internal', `Numbers have no ${aggregate}`);
    this.#count(run);
    const { words, numbers } = this.#grid;
    this.#eachPlace(run, (point, bin) => {
      const value = values[point]!;
      words[4 * bin + 3]! += 1;
      if (Number.isNaN(value)) return;
      if (aggregate === 'mean') numbers[2 * bin]! += value;
      else if (words[4 * bin + 2] === 0 || value > numbers[2 * bin]!) numbers[2 * bin] = value;
      words[4 * bin + 2]! += 1;
    });
  }

  grid(): BinGrid {
    return this.#grid;
  }

  release(): void {
    this.#points = 0;
  }

  /** Calls `use` with every point that is somewhere and each bin of its disc. */
  #eachPlace(run: PointRun, use: (point: number, bin: number) => void): void {
    const { dims, coordinates, shown } = run;
    const [ax, ay, az, a, bx, by, bz, b] = projectionTerms(run, this.#layout);
    const { stride, taps } = this.#layout;
    const { width, height, diameter } = this.spec;
    for (let point = run.from; point < run.to; point += 1) {
      if (shown !== undefined && shown[point] === 0) continue;
      const x = Math.fround(coordinates[point * dims]!);
      let u = ax! * x + a!;
      let v = bx! * x + b!;
      if (dims > 1) {
        const y = Math.fround(coordinates[point * dims + 1]!);
        u += ay! * y;
        v += by! * y;
      }
      if (dims > 2) {
        const z = Math.fround(coordinates[point * dims + 2]!);
        u += az! * z;
        v += bz! * z;
      }
      if (!(u >= 0 && u < width + diameter && v >= 0 && v < height + diameter)) continue;
      const bin = Math.floor(v) * stride + Math.floor(u);
      for (const tap of taps) use(point, bin + tap);
    }
  }

  #count({ from, to }: PointRun): void {
    this.#points += to - from;
    if (this.spec.aggregate !== 'mixture' || this.#points <= mostMixedPoints) return;
    throw new FirstlightError('too-large', `${this.#points} points are more than can be mixed at once`);
  }
}
