import { FirstlightError } from '../../base/errors.js';
import { decodeLz4Block } from './lz4-block.js';

/**
 * Decodes a chunk of HDF5 filter 32004 into `output` and returns the bytes written: a big-endian total (8 bytes) and
 * block size (4), then blocks, each after its big-endian compressed size; a block as large as its content is stored.
 * Source: HDF5 registered filter plugins, "lz4". Stops when `output` is full. Throws `corrupt`.
 */
export function decodeLz4Chunk(input: Uint8Array, output: Uint8Array): number {
  if (input.length < 12) throw new FirstlightError('corrupt', 'An LZ4 chunk is shorter than its header');
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const total = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  const blockBytes = view.getUint32(8);
  const end = Math.min(total, output.length);
  if (blockBytes === 0 && total > 0) throw new FirstlightError('corrupt', 'An LZ4 chunk has blocks of no bytes');
  let from = 12;
  let to = 0;
  while (to < end) {
    if (from + 4 > input.length) throw new FirstlightError('corrupt', 'An LZ4 chunk ends before its last block');
    const stored = view.getUint32(from);
    from += 4;
    const plain = Math.min(blockBytes, total - to);
    const block = input.subarray(from, from + stored);
    const target = output.subarray(to, Math.min(to + plain, output.length));
    if (stored === plain) target.set(block.subarray(0, target.length));
    else if (decodeLz4Block(block, target) < target.length) throw new FirstlightError('corrupt', 'An LZ4 block is shorter than it claims');
    from += stored;
    to += target.length;
  }
  return to;
}
