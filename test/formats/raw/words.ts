import fc from 'fast-check';
import type { WordCoding } from '../../../src/formats/raw/word-coding.js';

export function bytesOf16(words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(words).buffer);
}

function bytesOf32(words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}

/** Any words at all, types that exist more often than others. */
export const anyEvt3: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 2, 2, 2, 3, 4, 4, 5, 6, 6, 8, 8, 9, 0xa, 0xe, 1), fc.oneof(fc.nat(0xfff), fc.nat(7))), {
    maxLength: 400,
  })
  .map((words) => bytesOf16(words.map(([type, content]) => (type << 12) | content)));

export const anyEvt2: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.constantFrom(0, 1, 1, 8, 8, 0xa, 0xe, 5), fc.nat(0xfff_ffff)), { maxLength: 300 })
  .map((words) => bytesOf32(words.map(([type, content]) => ((type << 28) | content) >>> 0)));

export const anyEvt21: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.constantFrom(0, 1, 1, 8, 8, 0xa, 0xe, 5), fc.nat(0xfff_ffff), fc.nat(0xffff_ffff)), { maxLength: 200 })
  .map((words) => bytesOf32(words.flatMap(([type, content, mask]) => [mask, ((type << 28) | content) >>> 0])));

/** A header that names a coding. */
export function headerOf(coding: WordCoding, geometry = '1280x720'): string {
  const evt = { evt2: '2.0', evt21: '2.1', evt3: '3.0' }[coding.id];
  return `% evt ${evt}\n% endianness little\n% geometry ${geometry}\n% end\n`;
}
