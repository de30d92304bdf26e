import { FirstlightError } from '../base/errors.js';
import type { PlaneKernels } from '../kernels/plane-kernels.js';

/** An array to work in, and how it is given back. */
export interface Room<Values> {
  readonly values: Values;
  release(): void;
}

/** Room for single-precision numbers, whatever they are now: in the kernels' memory where that has room, else outside, a little slower. */
export function floatRoom(kernels: PlaneKernels, length: number): Room<Float32Array> {
  const { bytes, release } = room(kernels, 4 * length);
  return { values: new Float32Array(bytes.buffer, bytes.byteOffset, length), release };
}

/** Room for double-precision numbers, as {@link floatRoom}. */
export function doubleRoom(kernels: PlaneKernels, length: number): Room<Float64Array> {
  const { bytes, release } = room(kernels, 8 * length);
  return { values: new Float64Array(bytes.buffer, bytes.byteOffset, length), release };
}

/** Room for counts, as {@link floatRoom}. */
export function countRoom(kernels: PlaneKernels, length: number): Room<Uint32Array> {
  const { bytes, release } = room(kernels, 4 * length);
  return { values: new Uint32Array(bytes.buffer, bytes.byteOffset, length), release };
}

function room(kernels: PlaneKernels, byteLength: number): { readonly bytes: Uint8Array; readonly release: () => void } {
  try {
    const block = kernels.allocateBlock(byteLength);
    return { bytes: block.bytes, release: () => block.release() };
  } catch (error) {
    if (!(error instanceof FirstlightError) || error.code !== 'too-large') throw error;
    return { bytes: outside(byteLength), release: () => undefined };
  }
}

function outside(byteLength: number): Uint8Array {
  try {
    return new Uint8Array(byteLength);
  } catch (cause) {
    throw new FirstlightError('too-large', `No memory of ${byteLength} bytes can be had`, { cause });
  }
}
