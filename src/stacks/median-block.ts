import { FirstlightError } from '../base/errors.js';
import type { PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import { floatRoom, type Room } from './kernel-room.js';
import type { PlaneSize } from './stack-sizes.js';

/** Rows `fromRow` to `toRow` (exclusive) of a plane. */
export interface RowRange {
  readonly fromRow: number;
  readonly toRow: number;
}

/**
 * The row blocks in which the exact median over `planes` planes of a size is found: as few as `budgetBytes` allows; each is one
 * pass over all planes. Errors: `too-large` where not even one row of every plane fits.
 */
export function planMedianBlocks({ width, height, channels }: PlaneSize, planes: number, budgetBytes: number): readonly RowRange[] {
  const rowBytes = medianRowBytes({ width, channels }, planes);
  const mostRows = Math.min(height, Math.floor(budgetBytes / rowBytes));
  if (mostRows < 1) {
    throw new FirstlightError('too-large', `The median of ${planes} planes takes at least ${rowBytes} bytes, ${budgetBytes} may be used`, {
      advice: 'Take the median of a shorter range, or give Firstlight more memory.',
    });
  }
  const blocks = Math.ceil(height / mostRows);
  return Array.from({ length: blocks }, (_, block) => ({
    fromRow: Math.floor((block * height) / blocks),
    toRow: Math.floor(((block + 1) * height) / blocks),
  }));
}

/** Bytes that one row of all planes takes while its median is found. */
export function medianRowBytes({ width, channels }: Pick<PlaneSize, 'width' | 'channels'>, planes: number): number {
  return 4 * width * channels * planes;
}

/** Values whose medians are found in one call: a few milliseconds. */
const valuesInSlice = 2 ** 21;

/** One row block of every plane, and their median. `release` gives its memory back. */
export class MedianBlock {
  readonly #kernels: PlaneKernels;
  readonly #room: Room<Float32Array>;
  readonly #capacity: number;
  #rowSamples = 0;
  #fromRow = 0;
  #samples = 0;
  #planes = 0;
  #finished = 0;

  /** With room for `samples` numbers: planes × rows × width × channels of the largest block. */
  constructor(kernels: PlaneKernels, samples: number) {
    this.#kernels = kernels;
    this.#capacity = samples;
    this.#room = floatRoom(kernels, samples);
  }

  /** Begins a block of planes of a size. */
  begin({ fromRow, toRow }: RowRange, { width, channels }: PlaneSize): void {
    this.#fromRow = fromRow;
    this.#rowSamples = width * channels;
    this.#samples = (toRow - fromRow) * this.#rowSamples;
    this.#planes = 0;
    this.#finished = 0;
  }

  /** Planes added since `begin`. */
  get planes(): number {
    return this.#planes;
  }

  /** Copies the rows of the block out of one more whole plane, lent for the call. */
  add(plane: TypedSamples): void {
    const at = this.#planes * this.#samples;
    if (at + this.#samples > this.#capacity)
      throw new FirstlightError('internal', `A median block has no room for ${this.#planes + 1} planes`);
    const from = this.#fromRow * this.#rowSamples;
    const rows = { samples: plane.samples.subarray(from, from + this.#samples), type: plane.type };
    this.#kernels.widenSamples(rows, this.#room.values.subarray(at, at + this.#samples));
    this.#planes += 1;
  }

  /**
   * Writes the median of the planes added to the rows of the block in `output`, a whole plane: some milliseconds' worth of pixels in
   * a call. Whether all are done; then `begin` comes next.
   */
  finishSome(output: Float32Array): boolean {
    const pixels = Math.max(16, Math.floor(valuesInSlice / Math.max(1, this.#planes)) & ~15);
    const end = Math.min(this.#samples, this.#finished + pixels);
    const from = this.#fromRow * this.#rowSamples;
    const block = this.#room.values.subarray(this.#finished);
    this.#kernels.findMedians(block, this.#planes, this.#samples, output.subarray(from + this.#finished, from + end));
    this.#finished = end;
    return end === this.#samples;
  }

  release(): void {
    this.#room.release();
  }
}
