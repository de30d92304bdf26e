import { FirstlightError } from '../base/errors.js';

/** Throws `corrupt` about deflated data. */
export function damagedDeflate(what: string): never {
  throw new FirstlightError('corrupt', `Deflated data ${what}`);
}

/** What files say of how hard `deflate` tries: about as hard as zlib at this level. */
export const deflateLevel = 6;

/** What deflated bytes are wrapped in: RFC 1950, RFC 1952, or nothing. */
export type DeflateContainer = 'zlib' | 'gzip' | 'raw';

/** Where the deflated bytes begin after the header of RFC 1950 or 1952; throws `corrupt` where there is no such header. */
export function deflateStart(input: Uint8Array, container: DeflateContainer): number {
  if (container === 'raw') return 0;
  return container === 'zlib' ? zlibStart(input) : gzipStart(input);
}

function zlibStart(input: Uint8Array): number {
  const head = ((input[0] ?? 0) << 8) | (input[1] ?? 0);
  if (input.length < 2 || head % 31 !== 0 || ((head >> 8) & 0xf) !== 8 || head >> 12 > 7) damagedDeflate('has no zlib header');
  if (head & 0x20) damagedDeflate('wants a preset dictionary');
  return 2;
}

function gzipStart(input: Uint8Array): number {
  if (input.length < 10 || input[0] !== 0x1f || input[1] !== 0x8b || input[2] !== 8) damagedDeflate('has no gzip header');
  const flags = input[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (input[at] ?? 0) + 256 * (input[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    while (at < input.length && input[at] !== 0) at++;
    at++;
  }
  if (flags & 2) at += 2;
  if (at > input.length) damagedDeflate('ends inside its gzip header');
  return at;
}

/** How the checksums of the plain bytes are found. */
export interface Checksums {
  adler32(): number;
  crc32(): number;
  readonly byteLength: number;
}

/**
 * Checks the trailer at `at`; throws `corrupt` where it does not match, or is absent and may not be: the output may be
 * full before the caller has read so far.
 */
export function checkTrailer(input: Uint8Array, at: number, written: Checksums, container: DeflateContainer, mayBeAbsent: boolean): void {
  if (container === 'raw') return;
  const trailerBytes = container === 'zlib' ? 4 : 8;
  if (at + trailerBytes > input.length) {
    if (mayBeAbsent) return;
    damagedDeflate('ends before its checksum');
  }
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (container === 'zlib') {
    if (view.getUint32(at, false) !== written.adler32()) damagedDeflate('does not match its checksum');
  } else {
    if (view.getUint32(at, true) !== written.crc32()) damagedDeflate('does not match its checksum');
    if (view.getUint32(at + 4, true) !== written.byteLength) damagedDeflate('does not match its length');
  }
}

/** Deflated bytes (lent) with the header and trailer of a container: nothing of the time or the machine is in them. *Given*. */
export function frameDeflated(deflated: Uint8Array, plain: Checksums, container: DeflateContainer): Uint8Array {
  if (container === 'raw') return deflated.slice();
  const header = container === 'zlib' ? zlibHeader : gzipHeader;
  const end = header.length + deflated.length;
  const framed = new Uint8Array(end + (container === 'zlib' ? 4 : 8));
  framed.set(header);
  framed.set(deflated, header.length);
  const view = new DataView(framed.buffer);
  if (container === 'zlib') view.setUint32(end, plain.adler32(), false);
  else {
    view.setUint32(end, plain.crc32(), true);
    view.setUint32(end + 4, plain.byteLength, true);
  }
  return framed;
}

/** A window of 32 KiB, the usual effort, no dictionary. */
const zlibHeader = [0x78, 0x9c];
/** No name, no time, no operating system. */
const gzipHeader = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
