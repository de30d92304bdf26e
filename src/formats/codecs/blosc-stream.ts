import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { decodeBloscLz } from './blosclz.js';
import { decodeLz4Block } from './lz4-block.js';
import { decodeZstd } from './zstd.js';

const codecNames = ['BloscLZ', 'LZ4', 'Snappy', 'zlib', 'Zstandard'];

/**
 * Decodes one compressed stream of a Blosc or Blosc2 block, by the number of its codec, and returns the bytes written.
 * Errors: `corrupt`; `unsupported` for Snappy and codecs of others.
 */
export function decodeBloscStream(input: Uint8Array, output: Uint8Array, codec: number, kernels: ByteKernels): number {
  switch (codec) {
    case 0:
      return decodeBloscLz(input, output);
    case 1:
      return decodeLz4Block(input, output);
    case 3:
      return kernels.inflate(input, output, 'zlib');
    case 4:
      return decodeZstd(input, output);
    default:
      throw new FirstlightError('unsupported', `Blosc with ${codecNames[codec] ?? `codec ${codec}`} cannot be read`);
  }
}
