import { type ErrorRecord, errorToRecord } from '../base/errors.js';
import type { PlaneJob } from '../formats/plane-format.js';
import { decodePlanes } from '../formats/plane-formats.js';
import type { Kernels } from '../kernels/kernels.js';
import { isDamage } from './chunk-task.js';

/** A box of planes to decode, safe to post to a worker. */
export interface PlaneTask {
  readonly kind: 'decode';
  readonly job: PlaneJob;
  /** The bytes of `job.ranges`, *given*. */
  readonly bytes: readonly Uint8Array[];
  /** Bytes that the box decodes to. */
  readonly outputBytes: number;
}

/** A decoded box, safe to post. */
export interface PlaneTaskResult {
  /** *Given.* What could not be decoded is zero. */
  readonly output: Uint8Array;
  readonly damage?: ErrorRecord;
}

/** Decodes a box. */
export function runPlaneTask({ job, bytes, outputBytes }: PlaneTask, kernels: Kernels): PlaneTaskResult {
  const output = new Uint8Array(outputBytes);
  try {
    decodePlanes(job, bytes, kernels, output);
    return { output };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { output, damage: errorToRecord(error) };
  }
}
