import type { SampleArray } from '../shapes/plane-samples.js';
import type { PlaneRectangle } from './plane-want.js';
import type { PlaneSize } from './stack-sizes.js';

/** Where the samples of a crop lie in a plane. */
export class PlaneCrop {
  /** What the crop leaves. */
  readonly size: PlaneSize;
  /** Whether its rows are whole, so that its samples follow each other in the plane. */
  readonly isContiguous: boolean;
  readonly #first: number;
  readonly #stride: number;

  constructor({ width, channels }: PlaneSize, { x0, y0, x1, y1 }: PlaneRectangle) {
    this.size = { width: x1 - x0, height: y1 - y0, channels };
    this.isContiguous = x1 - x0 === width;
    this.#first = (y0 * width + x0) * channels;
    this.#stride = width * channels;
  }

  /** A view of the samples of a contiguous crop. */
  view<Samples extends SampleArray>(samples: Samples): Samples {
    const { width, height, channels } = this.size;
    return samples.subarray(this.#first, this.#first + width * height * channels) as Samples;
  }

  /** Copies the samples of the crop to `target`, an array of the same kind. */
  copy(samples: SampleArray, target: SampleArray): void {
    const { width, height, channels } = this.size;
    const size = samples.BYTES_PER_ELEMENT;
    const from = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const to = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    const rowBytes = width * channels * size;
    for (let row = 0; row < height; row += 1) {
      const start = (this.#first + row * this.#stride) * size;
      to.set(from.subarray(start, start + rowBytes), row * rowBytes);
    }
  }
}
