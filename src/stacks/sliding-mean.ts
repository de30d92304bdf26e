import type { PlaneKernels, SlidingSums, TypedSamples } from '../kernels/plane-kernels.js';
import type { SampleType } from '../shapes/plane-samples.js';
import { countRoom, doubleRoom, floatRoom, type Room } from './kernel-room.js';
import type { SeriesRange } from './plane-want.js';
import { placesIn, planWindowMove, type SlidingReference, slidingWindow, type WindowMove } from './sliding-window.js';

/** Types whose sums double precision always holds exactly. */
const exactTypes: ReadonlySet<SampleType> = new Set(['bool', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float16']);

/**
 * The mean over a window that moves along a series: from one plane to the next by one plane that enters and one that leaves.
 *
 * Sums do not drift: they are kept in double precision, of floats with what that loses in a second number, so that a pixel is
 * itself again once a spike up to 2⁷⁰ times its values, or a NaN, has left the window. Samples that are not finite are left
 * out of the mean of their pixel.
 */
export class SlidingMean {
  readonly reference: SlidingReference;
  readonly #kernels: PlaneKernels;
  readonly #rooms: readonly Room<unknown>[];
  readonly #sums: SlidingSums;
  readonly #means: Float32Array;
  #window: readonly SeriesRange[] = [];

  /** For planes of `samples` numbers of a type. `release` gives its memory back. */
  constructor(kernels: PlaneKernels, reference: SlidingReference, samples: number, type: SampleType) {
    this.#kernels = kernels;
    this.reference = reference;
    const high = doubleRoom(kernels, samples);
    const low = exactTypes.has(type) ? undefined : doubleRoom(kernels, samples);
    const missing = countRoom(kernels, samples);
    const means = floatRoom(kernels, samples);
    this.#rooms = [high, ...(low === undefined ? [] : [low]), missing, means];
    this.#sums = { high: high.values, low: low?.values, missing: missing.values };
    this.#means = means.values;
  }

  /** Bytes that one keeps for planes of `samples` numbers of a type. */
  static byteLength(samples: number, type: SampleType): number {
    return samples * (8 + (exactTypes.has(type) ? 0 : 8) + 4 + 4);
  }

  /** Which planes it takes to move to the plane at `at`. Pure. */
  planMove(at: number, length: number): WindowMove {
    return planWindowMove(this.#window, slidingWindow(this.reference, at, length));
  }

  /**
   * Moves to the plane at `at` in a series of `length`, and returns the mean, *lent* until the next call; nothing where the window is
   * empty. `planeAt` gives each plane of `planMove`, as stored, lent for the call.
   */
  move(at: number, length: number, planeAt: (place: number) => TypedSamples): Float32Array | undefined {
    const { entering, leaving, afresh } = this.planMove(at, length);
    const window = slidingWindow(this.reference, at, length);
    if (afresh) this.#clear();
    // Until all is done a failure leaves no window: the next move begins afresh.
    this.#window = [];
    const steps = Math.max(entering.length, leaving.length);
    const planes = placesIn(window);
    for (let step = 0; step < steps; step += 1) {
      const [enters, leaves] = [entering[step], leaving[step]];
      const means = step === steps - 1 ? this.#means : undefined;
      this.#kernels.slideSums(
        this.#sums,
        enters === undefined ? undefined : planeAt(enters),
        leaves === undefined ? undefined : planeAt(leaves),
        planes,
        means,
      );
    }
    this.#window = window;
    return planes === 0 ? undefined : this.#means;
  }

  release(): void {
    for (const room of this.#rooms) room.release();
  }

  #clear(): void {
    this.#sums.high.fill(0);
    this.#sums.low?.fill(0);
    this.#sums.missing.fill(0);
  }
}
