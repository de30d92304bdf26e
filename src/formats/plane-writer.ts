import type { PixelSize } from '../shapes/plane-facts.js';
import type { SampleArray, SampleType } from '../shapes/plane-samples.js';

/** What a stack that is written is like; all of it is known before the first plane. */
export interface PlaneWriterOptions {
  readonly frames: number;
  /** Sizes of the axes that count planes, slowest first; as many planes in all as `frames`. Default: one axis. */
  readonly before?: readonly number[] | undefined;
  readonly height: number;
  readonly width: number;
  /** Samples of a pixel, side by side. */
  readonly channels: number;
  readonly dtype: SampleType;
  readonly pixelSize?: PixelSize | undefined;
  readonly frameIntervalSeconds?: number | undefined;
}

/** Writes a stack plane by plane: memory does not grow with the stack. */
export interface PlaneWriter {
  /** The next plane: height × width × channels samples as `SampleArray` says for the type, lent until the promise settles. */
  write(samples: SampleArray): Promise<void>;
  /** Ends the file. Errors: `internal` where fewer planes came than were announced. */
  finish(): Promise<void>;
}

/** The bytes of samples, shared. */
export function bytesOfSamples({ buffer, byteOffset, byteLength }: SampleArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
