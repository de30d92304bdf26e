import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { unshuffleBits } from './bitshuffle.js';
import { decodeBloscStream } from './blosc-stream.js';

/** The 16-byte header of a Blosc 1 buffer. */
interface BloscHeader {
  readonly flags: number;
  readonly typeSize: number;
  readonly plainBytes: number;
  readonly blockBytes: number;
  readonly storedBytes: number;
}

const headerBytes = 16;
const flagShuffle = 1;
const flagCopied = 2;
const flagBitShuffle = 4;
const flagNoSplit = 16;
const mostSplits = 16;
const leastSplitBytes = 128;
/** Largest block that is decoded; c-blosc chooses blocks of a few MiB at most. */
const blockLimitBytes = 64 << 20;

function parseHeader(input: Uint8Array): BloscHeader {
  if (input.length < headerBytes) throw damaged('it is shorter than its header');
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const version = input[0]!;
  if (version < 1 || version > 2)
    throw new FirstlightError('unsupported', `A Blosc buffer has format version ${version}; 1 and 2 can be read`);
  const header = {
    flags: input[2]!,
    typeSize: input[3]! || 1,
    plainBytes: view.getUint32(4, true),
    blockBytes: view.getUint32(8, true),
    storedBytes: view.getUint32(12, true),
  };
  if (header.plainBytes > 0 && (header.blockBytes === 0 || header.blockBytes > header.plainBytes))
    throw damaged('its blocks make no sense');
  if (header.blockBytes > blockLimitBytes) throw damaged(`it has blocks of ${header.blockBytes} bytes`);
  return header;
}

/**
 * Decodes a Blosc 1 buffer (HDF5 filter 32001, Zarr's blosc) into `output` and returns the bytes written. With an `output`
 * shorter than the content only the first blocks are decoded; `input` may then be cut behind them.
 * `lendScratch` gives two buffers of a block. Source: c-blosc's README_CHUNK_FORMAT.
 * Errors: `corrupt`; `unsupported` for Snappy.
 */
export function decodeBlosc(
  input: Uint8Array,
  output: Uint8Array,
  kernels: ByteKernels,
  lendScratch: (byteLength: number) => Uint8Array,
): number {
  const header = parseHeader(input);
  const { flags, plainBytes, blockBytes } = header;
  const wanted = Math.min(plainBytes, output.length);
  if ((flags & flagCopied) !== 0) {
    if (input.length < headerBytes + wanted) throw damaged('it ends early');
    output.set(input.subarray(headerBytes, headerBytes + wanted));
    return wanted;
  }
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const stage = lendScratch(blockBytes);
  const whole = lendScratch(blockBytes);
  for (let done = 0, block = 0; done < wanted; block += 1) {
    const bytes = Math.min(blockBytes, plainBytes - done);
    const start = headerBytes + 4 * block;
    if (start + 4 > input.length) throw damaged('it ends inside its list of blocks');
    const fits = done + bytes <= output.length;
    const target = fits ? output.subarray(done, done + bytes) : whole.subarray(0, bytes);
    decodeBlock(input, view.getUint32(start, true), header, bytes, target, stage.subarray(0, bytes), kernels);
    if (!fits) output.set(target.subarray(0, output.length - done), done);
    done += bytes;
  }
  return wanted;
}

function decodeBlock(
  input: Uint8Array,
  start: number,
  header: BloscHeader,
  bytes: number,
  target: Uint8Array,
  stage: Uint8Array,
  kernels: ByteKernels,
): void {
  const { flags, typeSize, blockBytes } = header;
  const shuffled = (flags & flagShuffle) !== 0 && typeSize > 1;
  const bitShuffled = (flags & flagBitShuffle) !== 0 && blockBytes >= typeSize;
  const plain = shuffled || bitShuffled ? stage : target;
  const split = (flags & flagNoSplit) === 0 && typeSize <= mostSplits && blockBytes / typeSize >= leastSplitBytes && bytes === blockBytes;
  const streams = split ? typeSize : 1;
  const streamBytes = Math.floor(bytes / streams);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let from = start;
  for (let stream = 0; stream < streams; stream += 1) {
    if (from + 4 > input.length) throw damaged('a block ends early');
    const stored = view.getInt32(from, true);
    from += 4;
    if (stored < 0 || from + stored > input.length) throw damaged('a block ends early');
    const part = input.subarray(from, from + stored);
    const into = plain.subarray(stream * streamBytes, (stream + 1) * streamBytes);
    if (stored === streamBytes) into.set(part);
    else if (decodeBloscStream(part, into, flags >> 5, kernels) !== streamBytes) throw damaged('a block is shorter than it claims');
    from += stored;
  }
  if (shuffled) kernels.unshuffle(plain, target, typeSize);
  else if (bitShuffled) {
    const elements = Math.floor(bytes / typeSize);
    // Blosc 1 leaves blocks alone whose elements do not come in eights.
    const count = elements % 8 === 0 ? elements : 0;
    unshuffleBits(plain, target, count, typeSize);
    target.set(plain.subarray(count * typeSize), count * typeSize);
  }
}

function damaged(what: string): FirstlightError {
  return new FirstlightError('corrupt', `A Blosc buffer is damaged: ${what}`);
}
