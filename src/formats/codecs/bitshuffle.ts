import { FirstlightError } from '../../base/errors.js';
import { decodeLz4Block } from './lz4-block.js';
import { decodeZstd } from './zstd.js';

/**
 * Undoes the bit shuffle of `count` elements (a multiple of 8) of `elementSize` bytes: byte plane by byte plane and bit by
 * bit, eight elements a byte. Source: bitshuffle's README and `bitshuffle_core.c` (format only).
 */
export function unshuffleBits(input: Uint8Array, output: Uint8Array, count: number, elementSize: number): void {
  const rowBytes = count >> 3;
  for (let plane = 0; plane < elementSize; plane += 1) {
    const row = plane * 8 * rowBytes;
    for (let group = 0; group < rowBytes; group += 1) {
      let low = 0;
      let high = 0;
      for (let bit = 0; bit < 4; bit += 1) low |= input[row + bit * rowBytes + group]! << (8 * bit);
      for (let bit = 0; bit < 4; bit += 1) high |= input[row + (bit + 4) * rowBytes + group]! << (8 * bit);
      const at = group * 8 * elementSize + plane;
      if ((low | high) === 0) {
        for (let i = 0; i < 8; i += 1) output[at + i * elementSize] = 0;
        continue;
      }
      // Transposes 8 × 8 bits held in two words: Hacker's Delight, 7-3.
      let swap = (low ^ (low >>> 7)) & 0x00aa00aa;
      low = low ^ swap ^ (swap << 7);
      swap = (high ^ (high >>> 7)) & 0x00aa00aa;
      high = high ^ swap ^ (swap << 7);
      swap = (low ^ (low >>> 14)) & 0x0000cccc;
      low = low ^ swap ^ (swap << 14);
      swap = (high ^ (high >>> 14)) & 0x0000cccc;
      high = high ^ swap ^ (swap << 14);
      const first = (low & 0x0f0f0f0f) | ((high & 0x0f0f0f0f) << 4);
      const second = ((low >>> 4) & 0x0f0f0f0f) | (high & 0xf0f0f0f0);
      for (let i = 0; i < 4; i += 1) output[at + i * elementSize] = first >>> (8 * i);
      for (let i = 0; i < 4; i += 1) output[at + (i + 4) * elementSize] = second >>> (8 * i);
    }
  }
}

/**
 * Decodes a chunk of HDF5 filter 32008 into `output` and returns the bytes written. `parameters` are the filter's: version
 * (2 numbers), element size, block size in elements (0: default), compression (0 none, 2 LZ4, 3 Zstandard).
 * `scratch` is lent and holds at least a block. Source: bitshuffle's `bshuf_h5filter.c` (format only).
 * Errors: `corrupt`, `unsupported`.
 */
export function decodeBitshuffle(
  input: Uint8Array,
  output: Uint8Array,
  parameters: readonly number[],
  lendScratch: (byteLength: number) => Uint8Array,
): number {
  const elementSize = parameters[2] ?? 0;
  const compression = parameters[4] ?? 0;
  if (elementSize < 1 || elementSize > 65_536) throw new FirstlightError('corrupt', `Bitshuffle has elements of ${elementSize} bytes`);
  if (compression !== 0 && compression !== 2 && compression !== 3) {
    throw new FirstlightError('unsupported', `Bitshuffle with compression ${compression} cannot be read`);
  }
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let total = input.length;
  let blockElements = parameters[3] || defaultBlockElements(elementSize);
  let from = 0;
  if (compression !== 0) {
    if (input.length < 12) throw new FirstlightError('corrupt', 'A bitshuffle chunk is shorter than its header');
    total = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
    blockElements = Math.floor(view.getUint32(8) / elementSize);
    from = 12;
  }
  if (total > output.length)
    throw new FirstlightError('corrupt', `A bitshuffle chunk holds ${total} bytes where ${output.length} are expected`);
  if (blockElements < 8 || blockElements % 8 !== 0)
    throw new FirstlightError('corrupt', `Bitshuffle has blocks of ${blockElements} elements`);
  const elements = Math.floor(total / elementSize);
  const whole = elements - (elements % 8);
  const scratch = lendScratch(Math.min(blockElements, whole) * elementSize);
  for (let done = 0; done < whole; ) {
    const count = Math.min(blockElements, whole - done);
    const bytes = count * elementSize;
    let shuffled: Uint8Array;
    if (compression === 0) {
      shuffled = input.subarray(from, from + bytes);
      from += bytes;
    } else {
      if (from + 4 > input.length) throw new FirstlightError('corrupt', 'A bitshuffle chunk ends before its last block');
      const stored = view.getUint32(from);
      const block = input.subarray(from + 4, from + 4 + stored);
      shuffled = scratch.subarray(0, bytes);
      const written = compression === 2 ? decodeLz4Block(block, shuffled) : decodeZstd(block, shuffled);
      if (written < bytes) throw new FirstlightError('corrupt', 'A bitshuffle block is shorter than it claims');
      from += 4 + stored;
    }
    if (shuffled.length < bytes) throw new FirstlightError('corrupt', 'A bitshuffle chunk ends early');
    unshuffleBits(shuffled, output.subarray(done * elementSize), count, elementSize);
    done += count;
  }
  const rest = input.subarray(from, from + total - whole * elementSize);
  output.set(rest, whole * elementSize);
  return whole * elementSize + rest.length;
}

function defaultBlockElements(elementSize: number): number {
  return Math.max(Math.floor(8192 / elementSize / 8) * 8, 128);
}
