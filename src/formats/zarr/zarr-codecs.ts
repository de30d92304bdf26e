import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { decodeBlosc } from '../codecs/blosc.js';
import { decodeLz4Block } from '../codecs/lz4-block.js';
import { decodeZstd, statedContentBytes } from '../codecs/zstd.js';
import { crc32c } from './crc32c.js';

/** A codec from bytes to bytes, in the order of writing. */
export interface ZarrCodec {
  /** `gzip`, `zlib`, `zstd`, `blosc`, `lz4`, `crc32c`, `shuffle`. */
  readonly name: string;
  /** Bytes of an element, of `shuffle`. */
  readonly elementBytes: number;
}

const readable: ReadonlySet<string> = new Set(['gzip', 'zlib', 'zstd', 'blosc', 'lz4', 'crc32c', 'shuffle']);
/** Content of unknown size is taken to be no longer than this much times its stored form at first. */
const firstGuess = 4;

/** A codec by the name that Zarr 2, Zarr 3 or numcodecs in Zarr 3 has for it. Throws `unsupported`. */
export function codecOf(name: string, configuration: Readonly<Record<string, unknown>>): ZarrCodec {
  const plain = name.replace(/^numcodecs\./, '');
  if (!readable.has(plain))
    throw new FirstlightError('unsupported', `A Zarr array is stored with the codec ${name}, which cannot be undone`);
  const elementBytes = Number(configuration.elementsize ?? 4);
  return { name: plain, elementBytes: Number.isInteger(elementBytes) && elementBytes > 0 ? elementBytes : 4 };
}

/**
 * Undoes codecs on one stored chunk (lent). `plainBytes` is the size it must come out at, where that is known; else it
 * may be no more than `limitBytes`. Errors: `corrupt`, `too-large`.
 */
export function decodeCodecs(
  codecs: readonly ZarrCodec[],
  stored: Uint8Array,
  plainBytes: number | undefined,
  limitBytes: number,
  kernels: ByteKernels,
): Uint8Array {
  let bytes = stored;
  for (const [order, codec] of [...codecs.entries()].reverse()) {
    const last = codecs.slice(0, order).every(({ name }) => name === 'shuffle');
    bytes = decodeOne(codec, bytes, last ? plainBytes : undefined, limitBytes, kernels);
  }
  if (plainBytes !== undefined && bytes.length !== plainBytes) {
    throw new FirstlightError('corrupt', `A Zarr chunk comes out at ${bytes.length} bytes instead of ${plainBytes}`);
  }
  return bytes;
}

function decodeOne(
  codec: ZarrCodec,
  input: Uint8Array,
  expected: number | undefined,
  limitBytes: number,
  kernels: ByteKernels,
): Uint8Array {
  switch (codec.name) {
    case 'crc32c':
      return withoutChecksum(input);
    case 'shuffle': {
      const output = new Uint8Array(input.length);
      kernels.unshuffle(input, output, codec.elementBytes);
      return output;
    }
    case 'gzip':
    case 'zlib':
      return inflate(input, codec.name, expected, limitBytes, kernels);
    case 'zstd': {
      const size = checkedSize(statedContentBytes(input) ?? expected, limitBytes, 'Zstandard');
      const output = new Uint8Array(size);
      return output.subarray(0, decodeZstd(input, output));
    }
    case 'blosc': {
      const size = checkedSize(input.length < 16 ? undefined : viewOf(input).getUint32(4, true), limitBytes, 'Blosc');
      const output = new Uint8Array(size);
      return output.subarray(
        0,
        decodeBlosc(input, output, kernels, (length) => new Uint8Array(length)),
      );
    }
    default: {
      const size = checkedSize(input.length < 4 ? undefined : viewOf(input).getUint32(0, true), limitBytes, 'LZ4');
      const output = new Uint8Array(size);
      return output.subarray(0, decodeLz4Block(input.subarray(4), output));
    }
  }
}

/** Inflates into what is expected, or into more and more until all is there. */
function inflate(
  input: Uint8Array,
  container: 'gzip' | 'zlib',
  expected: number | undefined,
  limitBytes: number,
  kernels: ByteKernels,
): Uint8Array {
  for (let room = (expected ?? Math.max(4096, firstGuess * input.length)) + 1; ; room *= 4) {
    // One byte more than there should be: deflate then comes to its end and verifies its checksum.
    const output = new Uint8Array(Math.min(room, limitBytes + 1));
    const written = kernels.inflate(input, output, container);
    if (written < output.length) return output.subarray(0, written);
    if (expected !== undefined || output.length > limitBytes) {
      if (output.length > limitBytes) throw tooLarge(limitBytes);
      return output;
    }
  }
}

function withoutChecksum(input: Uint8Array): Uint8Array {
  const end = input.length - 4;
  if (end < 0 || viewOf(input).getUint32(end, true) !== crc32c(input.subarray(0, end))) {
    throw new FirstlightError('corrupt', 'A Zarr chunk does not match its checksum');
  }
  return input.subarray(0, end);
}

function checkedSize(size: number | undefined, limitBytes: number, codec: string): number {
  if (size === undefined) throw new FirstlightError('corrupt', `A chunk of ${codec} does not say how long it is`);
  if (size > limitBytes) throw tooLarge(limitBytes);
  return size;
}

function tooLarge(limitBytes: number): FirstlightError {
  return new FirstlightError('too-large', `A Zarr chunk takes more than ${limitBytes} bytes`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
