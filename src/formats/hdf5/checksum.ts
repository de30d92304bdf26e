import { FirstlightError } from '../../base/errors.js';

/**
 * Bob Jenkins' lookup3 hash ("hashlittle", seed 0), HDF5's metadata checksum.
 * Source: HDF5 File Format Specification 3.0, "Checksum"; burtleburtle.net/bob/c/lookup3.c.
 */
export function lookup3(bytes: Uint8Array): number {
  let left = bytes.length;
  let a = (0xdeadbeef + left) | 0;
  let b = a;
  let c = a;
  let at = 0;
  while (left > 12) {
    a = (a + word(bytes, at)) | 0;
    b = (b + word(bytes, at + 4)) | 0;
    c = (c + word(bytes, at + 8)) | 0;
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
    at += 12;
    left -= 12;
  }
  if (left === 0) return c >>> 0;
  a = (a + tailWord(bytes, at, left)) | 0;
  b = (b + tailWord(bytes, at + 4, left - 4)) | 0;
  c = (c + tailWord(bytes, at + 8, left - 8)) | 0;
  c = (c ^ b) - rotate(b, 14);
  a = (a ^ c) - rotate(c, 11);
  b = (b ^ a) - rotate(a, 25);
  c = (c ^ b) - rotate(b, 16);
  a = (a ^ c) - rotate(c, 4);
  b = (b ^ a) - rotate(a, 14);
  c = (c ^ b) - rotate(b, 24);
  return c >>> 0;
}

/** Checks that the last four of `bytes` are the checksum of all before them. Throws `corrupt`, naming the structure. */
export function verifyChecksum(bytes: Uint8Array, structure: string): void {
  const end = bytes.length - 4;
  const stored = word(bytes, end) >>> 0;
  const computed = lookup3(bytes.subarray(0, end));
  if (stored === computed) return;
  throw new FirstlightError(
    'corrupt',
    `The checksum of an HDF5 ${structure} does not match: stored ${stored.toString(16)}, computed ${computed.toString(16)}`,
  );
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function tailWord(bytes: Uint8Array, at: number, left: number): number {
  let value = 0;
  for (let i = 0; i < 4 && i < left; i += 1) value |= bytes[at + i]! << (8 * i);
  return value;
}
