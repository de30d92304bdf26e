import { inflateSync, unzlibSync } from 'fflate';
import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';

/** Kernels have memory for so much at once; more is inflated without them. */
const kernelLimitBytes = 64 << 20;

/** Inflates data of any length; see `ByteKernels.inflate`. */
export function inflateLarge(kernels: ByteKernels, input: Uint8Array, output: Uint8Array, container: 'zlib' | 'raw'): number {
  if (input.length + output.length <= kernelLimitBytes) return kernels.inflate(input, output, container);
  try {
    return (container === 'zlib' ? unzlibSync : inflateSync)(input, { out: output }).length;
  } catch (cause) {
    throw new FirstlightError('corrupt', 'Deflated data is damaged', { cause });
  }
}
