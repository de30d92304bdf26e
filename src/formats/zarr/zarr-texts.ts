import { FirstlightError } from '../../base/errors.js';
import type { StringPacker } from '../../shapes/table-strings.js';
import type { ZarrElement } from './zarr-types.js';

/**
 * Adds texts `from` to `from + count` of a decoded chunk of texts: a count, then each after its length, all little-endian
 * 32 bits. Source: numcodecs `vlen-utf8`. Without a chunk the fill value. Throws `corrupt`.
 */
export function addTexts(plain: Uint8Array | undefined, from: number, count: number, fill: string, packer: StringPacker): void {
  if (plain === undefined) {
    for (let i = 0; i < count; i += 1) packer.add(fill);
    return;
  }
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const held = plain.length < 4 ? 0 : view.getUint32(0, true);
  if (from + count > held) throw new FirstlightError('corrupt', `A chunk holds ${held} texts where ${from + count} are needed`);
  let at = 4;
  for (let i = 0; i < from + count; i += 1) {
    const length = at + 4 > plain.length ? -1 : view.getUint32(at, true);
    if (length < 0 || at + 4 + length > plain.length) throw new FirstlightError('corrupt', 'A chunk of texts ends early');
    if (i >= from) packer.addBytes(plain.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
}

/** Adds texts of fixed length, which end where zeros follow. */
export function addFixedTexts(bytes: Uint8Array, element: Extract<ZarrElement, { kind: 'utf32' | 'ascii' }>, packer: StringPacker): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < bytes.length; start += element.bytes) {
    if (element.kind === 'ascii') {
      const text = bytes.subarray(start, start + element.bytes);
      const end = text.indexOf(0);
      packer.addBytes(end < 0 ? text : text.subarray(0, end));
      continue;
    }
    let text = '';
    for (let at = start; at + 4 <= start + element.bytes; at += 4) {
      const code = view.getUint32(at, element.order === 'little');
      if (code === 0) break;
      text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    packer.add(text);
  }
}
