import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { type Blosc2Chunk, decodeBlosc2Chunk, parseBlosc2Chunk } from './blosc2-chunk.js';

const magic = 'b2frame\0';
const leastHeaderBytes = 87;
/** Offsets with this top bit stand for chunks that are not stored: all of one kind. */
const specialOffset = 0x80;
const mostChunks = 65_536;

/**
 * Decodes a contiguous Blosc2 frame (HDF5 filter 32026) into `output` and returns the bytes written.
 * `lendScratch` gives buffers of a block. Source: c-blosc2's README_CFRAME_FORMAT. Errors: `corrupt`; `unsupported` for
 * frames of several dimensions (b2nd), dictionaries, and filters and codecs of others.
 */
export function decodeBlosc2(
  input: Uint8Array,
  output: Uint8Array,
  kernels: ByteKernels,
  lendScratch: (byteLength: number) => Uint8Array,
): number {
  if (input.length < leastHeaderBytes || String.fromCharCode(...input.subarray(2, 10)) !== magic) throw damaged('it is no frame');
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const headerBytes = view.getUint32(11);
  const plainBytes = readUint64(view, 30);
  const storedBytes = readUint64(view, 39);
  const chunkBytes = view.getUint32(58);
  if (headerBytes < leastHeaderBytes || headerBytes + storedBytes > input.length) throw damaged('its parts lie outside');
  if (isOfSeveralDimensions(input.subarray(leastHeaderBytes, headerBytes))) {
    throw new FirstlightError('unsupported', 'Blosc2 frames of several dimensions (b2nd) cannot be read');
  }
  if (plainBytes > output.length) throw damaged(`it holds ${plainBytes} bytes where ${output.length} are expected`);
  const count = chunkBytes === 0 ? 0 : Math.ceil(plainBytes / chunkBytes);
  if (count > mostChunks || (count === 0 && plainBytes > 0)) throw damaged(`its chunks of ${chunkBytes} bytes make no sense`);
  const offsets = new Uint8Array(8 * count);
  if (count > 0) decodeBlosc2Chunk(chunkAt(input, headerBytes + storedBytes), offsets, kernels, lendScratch);
  const offsetView = new DataView(offsets.buffer);
  for (let chunk = 0; chunk < count; chunk += 1) {
    const target = output.subarray(chunk * chunkBytes, Math.min((chunk + 1) * chunkBytes, plainBytes));
    const top = offsets[8 * chunk + 7]!;
    if ((top & specialOffset) !== 0) {
      if ((top & 7) === 2) throw new FirstlightError('unsupported', 'Blosc2 chunks of NaN cannot be read');
      target.fill(0);
      continue;
    }
    decodeBlosc2Chunk(chunkAt(input, headerBytes + offsetView.getUint32(8 * chunk, true)), target, kernels, lendScratch);
  }
  return plainBytes;
}

function chunkAt(input: Uint8Array, offset: number): Blosc2Chunk {
  return parseBlosc2Chunk(input.subarray(offset));
}

function isOfSeveralDimensions(metadata: Uint8Array): boolean {
  return String.fromCharCode(...metadata.subarray(0, 4096)).includes('b2nd');
}

function readUint64(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function damaged(what: string): FirstlightError {
  return new FirstlightError('corrupt', `A Blosc2 frame is damaged: ${what}`);
}
