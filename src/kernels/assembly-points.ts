import { FirstlightError } from '../base/errors.js';
import type { CategoryCodes } from '../shapes/table-columns.js';
import type { AssemblyMemory } from './assembly-memory.js';
import { type BinLayout, layOutBins, mostMixedPoints, projectionTerms } from './point-discs.js';
import type { BinGrid, PointBins, PointBinsSpec, PointRun } from './point-kernels.js';

/** Points that are copied at a time: few enough for the second-level cache. */
const copiedPoints = 8192;
const binBytes = 16;
const termBytes = 64;

/** Bins that lie in WebAssembly memory, beside room for a piece of the points. */
export class AssemblyPointBins implements PointBins {
  readonly spec: PointBinsSpec;
  /** What the owner of the memory frees when this is forgotten. */
  readonly address: number;
  readonly #memory: AssemblyMemory;
  readonly #layout: BinLayout;
  readonly #taps: number;
  readonly #terms: Float64Array;
  readonly #bins: number;
  readonly #coordinates: Float32Array;
  readonly #shown: Uint8Array;
  readonly #codes: Uint32Array;
  readonly #values: Float64Array;
  readonly #grid: BinGrid;
  readonly #onRelease: (bins: AssemblyPointBins) => void;
  #points = 0;
  #released = false;

  /** Throws `out-of-range` and `too-large`. */
  constructor(memory: AssemblyMemory, spec: PointBinsSpec, onRelease: (bins: AssemblyPointBins) => void) {
    const layout = layOutBins(spec);
    const { stride, rows, first, taps } = layout;
    const { arena, buffer } = memory;
    this.spec = spec;
    this.#memory = memory;
    this.#layout = layout;
    this.#onRelease = onRelease;
    const count = stride * rows;
    this.address = arena.allocate(binBytes * count + termBytes + copiedPoints * (8 + 12 + 4 + 4 + 1) + 4 * taps.length);
    let next = this.address;
    const take = (byteLength: number): number => {
      const at = next;
      next += byteLength;
      return at;
    };
    const at = take(binBytes * count);
    this.#grid = { stride, first, words: new Uint32Array(buffer, at, 4 * count), numbers: new Float64Array(buffer, at, 2 * count) };
    this.#terms = new Float64Array(buffer, take(termBytes), 8);
    this.#values = new Float64Array(buffer, take(8 * copiedPoints), copiedPoints);
    this.#coordinates = new Float32Array(buffer, take(12 * copiedPoints), 3 * copiedPoints);
    this.#codes = new Uint32Array(buffer, take(4 * copiedPoints), copiedPoints);
    this.#bins = take(4 * copiedPoints);
    this.#taps = take(4 * taps.length);
    new Int32Array(buffer, this.#taps, taps.length).set(taps);
    this.#shown = new Uint8Array(buffer, take(copiedPoints), copiedPoints);
    this.begin();
  }

  begin(): void {
    this.#check();
    this.#points = 0;
    const { words } = this.#grid;
    this.#memory.exports.clear(words.byteOffset, words.byteLength);
  }

  addCodes(run: PointRun, codes: CategoryCodes | undefined, lookup: Uint32Array): void {
    this.#check();
    const { aggregate } = this.spec;
    if (aggregate === 'mean' || aggregate === 'largest') throw new FirstlightError('internal', `Codes have no ${aggregate}`);
    this.#count(run);
    const { exports } = this.#memory;
    const add = aggregate === 'mixture' ? exports.mixPoints : exports.rankPoints;
    if (codes === undefined) this.#codes.fill(0);
    this.#memory.withCopy(new Uint8Array(lookup.buffer, lookup.byteOffset, lookup.byteLength), (table) => {
      this.#eachPiece(run, (from, to) => {
        if (codes !== undefined) this.#codes.set(codes.subarray(from, to));
        const last = lookup.length / 4 - 1;
        const { taps } = this.#layout;
        add(this.#bins, this.#codes.byteOffset, to - from, table, last, this.#taps, taps.length, this.#grid.words.byteOffset);
      });
    });
  }

  addNumbers(run: PointRun, values: Float32Array | Float64Array): void {
    this.#check();
    const { aggregate } = this.spec;
    if (aggregate === 'mixture' || aggregate === 'rarest') throw new FirstlightError('internal', `Numbers have no ${aggregate}`);
    this.#count(run);
    const largest = aggregate === 'largest' ? 1 : 0;
    const { exports } = this.#memory;
    this.#eachPiece(run, (from, to) => {
      this.#values.set(values.subarray(from, to));
      const { taps } = this.#layout;
      exports.numberPoints(this.#bins, this.#values.byteOffset, to - from, largest, this.#taps, taps.length, this.#grid.words.byteOffset);
    });
  }

  grid(): BinGrid {
    this.#check();
    return this.#grid;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#onRelease(this);
  }

  /** Projects the points piece by piece; `use` adds what lies in the room for a piece. */
  #eachPiece(run: PointRun, use: (from: number, to: number) => void): void {
    const { dims, coordinates, shown } = run;
    this.#terms.set(projectionTerms(run, this.#layout));
    const { stride } = this.#layout;
    const { width, height, diameter } = this.spec;
    for (let from = run.from; from < run.to; from += copiedPoints) {
      const to = Math.min(run.to, from + copiedPoints);
      this.#coordinates.set(coordinates.subarray(from * dims, to * dims));
      if (shown !== undefined) this.#shown.set(shown.subarray(from, to));
      this.#memory.exports.projectPoints(
        this.#coordinates.byteOffset,
        dims,
        to - from,
        shown === undefined ? 0 : this.#shown.byteOffset,
        this.#terms.byteOffset,
        width + diameter,
        height + diameter,
        stride,
        this.#bins,
      );
      use(from, to);
    }
  }

  #count({ from, to }: PointRun): void {
    this.#points += to - from;
    if (this.spec.aggregate !== 'mixture' || this.#points <= mostMixedPoints) return;
    throw new FirstlightError('too-large', `${this.#points} points are more than can be mixed at once`);
  }

  #check(): void {
    if (this.#released) throw new FirstlightError('internal', 'These bins were released');
  }
}
