import { FirstlightError } from '../../base/errors.js';

/** Fletcher's checksum over big-endian 16-bit words as HDF5 computes it. Source: HDF5 File Format Specification, filter 3. */
export function fletcher32(bytes: Uint8Array): number {
  let sum1 = 0;
  let sum2 = 0;
  const even = bytes.length & ~1;
  for (let at = 0; at < even; ) {
    const end = Math.min(at + 720, even);
    for (; at < end; at += 2) {
      sum1 += (bytes[at]! << 8) | bytes[at + 1]!;
      sum2 += sum1;
    }
    sum1 = fold(sum1);
    sum2 = fold(sum2);
  }
  if (even < bytes.length) {
    sum1 += bytes[even]! << 8;
    sum2 += sum1;
    sum1 = fold(sum1);
    sum2 = fold(sum2);
  }
  sum1 = fold(sum1);
  sum2 = fold(sum2);
  return ((sum2 << 16) | sum1) >>> 0;
}

/** The bytes before the checksum at the end, *lent*. Throws `corrupt` when it does not match. */
export function verifyFletcher32(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) throw new FirstlightError('corrupt', 'A chunk is shorter than its checksum');
  const content = bytes.subarray(0, -4);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + content.length, 4).getUint32(0, true);
  const computed = fletcher32(content);
  // Early libraries wrote the bytes of each half swapped.
  const swapped = (((computed & 0x00ff00ff) << 8) | ((computed >>> 8) & 0x00ff00ff)) >>> 0;
  if (stored !== computed && stored !== swapped) {
    throw new FirstlightError(
      'corrupt',
      `The checksum of a chunk does not match: stored ${stored.toString(16)}, computed ${computed.toString(16)}`,
    );
  }
  return content;
}

function fold(sum: number): number {
  return (sum % 65536) + Math.floor(sum / 65536);
}
