import { FirstlightError } from '../base/errors.js';
import type { PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import { type PlaneSize, samplesOf } from './stack-sizes.js';

/** A plane of another recording, and its size. */
export interface ForeignPlane extends PlaneSize, TypedSamples {}

/**
 * The values of a file that planes of `size` are compared with, *given*; one of a single channel serves all. Errors: `out-of-range`
 * where the sizes differ.
 */
export function referenceValues(kernels: PlaneKernels, plane: ForeignPlane, size: PlaneSize): Float32Array {
  checkSize(plane, size);
  const values = new Float32Array(samplesOf(plane));
  kernels.widenSamples(plane, values);
  if (plane.channels === size.channels) return values;
  const spread = new Float32Array(samplesOf(size));
  for (let i = 0; i < spread.length; i += 1) spread[i] = values[Math.floor(i / size.channels)]!;
  return spread;
}

/** 1 for each sample that stays, 0 where the file is 0 (in all its channels, or in its only one). *Given.* Errors as {@link referenceValues}. */
export function maskSamples(kernels: PlaneKernels, plane: ForeignPlane, size: PlaneSize): Uint8Array {
  return Uint8Array.from(referenceValues(kernels, plane, size), (value) => (value === 0 ? 0 : 1));
}

function checkSize(plane: PlaneSize, size: PlaneSize): void {
  const fits = plane.width === size.width && plane.height === size.height && (plane.channels === size.channels || plane.channels === 1);
  if (fits) return;
  throw new FirstlightError('out-of-range', `A plane of ${sizeText(plane)} cannot be compared with one of ${sizeText(size)}`);
}

function sizeText({ width, height, channels }: PlaneSize): string {
  return `${width} × ${height} pixels${channels === 1 ? '' : ` with ${channels} samples each`}`;
}
