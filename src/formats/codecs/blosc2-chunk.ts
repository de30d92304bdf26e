import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { unshuffleBits } from './bitshuffle.js';
import { decodeBloscStream } from './blosc-stream.js';

/** A Blosc2 chunk by its 32-byte header; `bytes` (*lent*) start with it. */
export interface Blosc2Chunk {
  readonly bytes: Uint8Array;
  readonly flags: number;
  readonly typeSize: number;
  readonly plainBytes: number;
  readonly blockBytes: number;
  /** Numbers of filters in the order of writing, 0 for none. */
  readonly filters: Uint8Array;
  readonly codec: number;
  readonly special: number;
}

const headerBytes = 32;
const extendedFlags = 5;
const flagCopied = 2;
const flagNoSplit = 16;
const flagDictionary = 1;
const foreignCodec = 6;
const blockLimitBytes = 64 << 20;
const filterNames = ['none', 'shuffle', 'bit shuffle', 'delta', 'truncated precision'];

/** Parses a chunk's header. Source: c-blosc2's README_CHUNK_FORMAT. Errors: `corrupt`, `unsupported`. */
export function parseBlosc2Chunk(bytes: Uint8Array): Blosc2Chunk {
  if (bytes.length < headerBytes) throw damaged('it is shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = bytes[2]!;
  if ((flags & extendedFlags) !== extendedFlags) throw new FirstlightError('unsupported', 'A Blosc2 frame holds a chunk of Blosc 1');
  if ((bytes[31]! & flagDictionary) !== 0) throw new FirstlightError('unsupported', 'Blosc2 with a dictionary cannot be read');
  const codec = flags >> 5 === foreignCodec ? bytes[22]! : flags >> 5;
  const chunk = {
    bytes,
    flags,
    typeSize: bytes[3]! || 1,
    plainBytes: view.getUint32(4, true),
    blockBytes: view.getUint32(8, true),
    filters: bytes.subarray(16, 22),
    codec,
    special: (bytes[31]! >> 4) & 7,
  };
  if (chunk.plainBytes > 0 && (chunk.blockBytes === 0 || chunk.blockBytes > blockLimitBytes))
    throw damaged(`it has blocks of ${chunk.blockBytes} bytes`);
  return chunk;
}

/** Decodes a chunk, which must come out as long as `output`. `lendScratch` gives buffers of a block. Errors: `corrupt`, `unsupported`. */
export function decodeBlosc2Chunk(
  chunk: Blosc2Chunk,
  output: Uint8Array,
  kernels: ByteKernels,
  lendScratch: (byteLength: number) => Uint8Array,
): void {
  const { bytes, flags, plainBytes, blockBytes } = chunk;
  if (plainBytes !== output.length) throw damaged(`it holds ${plainBytes} bytes where ${output.length} are expected`);
  if (chunk.special !== 0) {
    fillSpecial(chunk, output);
    return;
  }
  if ((flags & flagCopied) !== 0) {
    if (bytes.length < headerBytes + plainBytes) throw damaged('it ends early');
    output.set(bytes.subarray(headerBytes, headerBytes + plainBytes));
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scratch = [lendScratch(blockBytes), lendScratch(blockBytes)] as const;
  for (let done = 0, block = 0; done < plainBytes; done += blockBytes, block += 1) {
    const target = output.subarray(done, Math.min(done + blockBytes, plainBytes));
    const place = headerBytes + 4 * block;
    if (place + 4 > bytes.length) throw damaged('it ends inside its list of blocks');
    const stage = scratch[0].subarray(0, target.length);
    readStreams(chunk, view.getUint32(place, true), stage, kernels);
    undoFilters(chunk, stage, scratch[1].subarray(0, target.length), target, output, done, kernels);
  }
}

/** Chunks of one value are not stored: zeros, or the value behind the header again and again. */
function fillSpecial({ special, bytes, typeSize }: Blosc2Chunk, output: Uint8Array): void {
  output.fill(0);
  if (special === 2) throw new FirstlightError('unsupported', 'Blosc2 chunks of NaN cannot be read');
  if (special !== 3) return;
  if (bytes.length < headerBytes + typeSize) throw damaged('it ends early');
  for (let at = 0; at < output.length; at += 1) output[at] = bytes[headerBytes + (at % typeSize)]!;
}

function readStreams(
  { bytes, flags, typeSize, blockBytes, codec }: Blosc2Chunk,
  start: number,
  into: Uint8Array,
  kernels: ByteKernels,
): void {
  const split = (flags & flagNoSplit) === 0 && into.length === blockBytes;
  const streams = split ? typeSize : 1;
  const streamBytes = Math.floor(into.length / streams);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = start;
  for (let stream = 0; stream < streams; stream += 1) {
    if (from + 4 > bytes.length) throw damaged('a block ends early');
    const stored = view.getInt32(from, true);
    from += 4;
    const target = into.subarray(stream * streamBytes, (stream + 1) * streamBytes);
    if (stored <= 0) {
      // A run of one byte: zeros, or the negated length where the token behind it says so.
      const isRun = stored < 0;
      if (isRun && (stored < -255 || from >= bytes.length || (bytes[from]! & 1) === 0)) throw damaged('a run makes no sense');
      target.fill(-stored);
      if (isRun) from += 1;
      continue;
    }
    if (from + stored > bytes.length) throw damaged('a block ends early');
    const part = bytes.subarray(from, from + stored);
    if (stored === streamBytes) target.set(part);
    else if (decodeBloscStream(part, target, codec, kernels) !== streamBytes) throw damaged('a block is shorter than it claims');
    from += stored;
  }
}

/** Undoes the filters of a block at `offset` of the chunk from the last to the first; the two stages take turns. */
function undoFilters(
  { filters, typeSize }: Blosc2Chunk,
  first: Uint8Array,
  second: Uint8Array,
  target: Uint8Array,
  chunk: Uint8Array,
  offset: number,
  kernels: ByteKernels,
): void {
  let from = first;
  let to = second;
  for (let at = filters.length - 1; at >= 0; at -= 1) {
    const filter = filters[at]!;
    if (filter === 0 || filter === 4) continue;
    if (filter === 3) {
      undoDelta(from, typeSize, chunk, offset);
      continue;
    }
    if (filter === 1) kernels.unshuffle(from, to, typeSize);
    else if (filter === 2) {
      const elements = Math.floor(from.length / typeSize);
      const count = elements - (elements % 8);
      unshuffleBits(from, to, count, typeSize);
      to.set(from.subarray(count * typeSize), count * typeSize);
    } else throw new FirstlightError('unsupported', `Blosc2 with filter ${filterNames[filter] ?? filter} cannot be read`);
    [from, to] = [to, from];
  }
  target.set(from);
}

/** The first block holds differences (exclusive or) from number to number, the others from the first block. */
function undoDelta(block: Uint8Array, typeSize: number, chunk: Uint8Array, offset: number): void {
  const size = [1, 2, 4, 8].includes(typeSize) ? typeSize : typeSize % 8 === 0 ? 8 : 1;
  const end = block.length - (block.length % size);
  if (offset === 0) for (let at = size; at < end; at += 1) block[at] = block[at]! ^ block[at - size]!;
  else for (let at = 0; at < end; at += 1) block[at] = block[at]! ^ chunk[at]!;
}

function damaged(what: string): FirstlightError {
  return new FirstlightError('corrupt', `A Blosc2 chunk is damaged: ${what}`);
}
