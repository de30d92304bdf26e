import type { EventKernels, FrameAccumulator, FrameKind } from '../kernels/event-kernels.js';

const keptAccumulators = 4;

/**
 * Accumulators by kind and size, reused from frame to frame. One that was taken belongs to its frame alone until it is
 * given back, so that a frame may pause between chunks.
 */
export class FrameAccumulators {
  readonly #kernels: EventKernels;
  #idle: FrameAccumulator[] = [];

  constructor(kernels: EventKernels) {
    this.#kernels = kernels;
  }

  /** Bytes of the accumulators that wait here. */
  get idleBytes(): number {
    return this.#idle.reduce((sum, { kind, width, height }) => sum + width * height * accumulatorPixelBytes(kind), 0);
  }

  take(kind: FrameKind, width: number, height: number): FrameAccumulator {
    const at = this.#idle.findIndex((idle) => idle.kind === kind && idle.width === width && idle.height === height);
    if (at < 0) return this.#kernels.accumulator(kind, width, height);
    return this.#idle.splice(at, 1)[0]!;
  }

  give(accumulator: FrameAccumulator): void {
    this.#idle.push(accumulator);
    if (this.#idle.length > keptAccumulators) this.#idle.shift()?.release();
  }
}

/** Bytes that an accumulator keeps per pixel, about: time surfaces keep times beside values. */
export function accumulatorPixelBytes(kind: FrameKind): number {
  switch (kind) {
    case 'polarity':
      return 1;
    case 'signedCount':
      return 2;
    case 'perPolarityCount':
      return 4;
    case 'timeSurface':
      return 8;
  }
}
