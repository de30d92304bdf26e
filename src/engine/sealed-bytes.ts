import { crc32 } from './crc32.js';

/*
 * What the engine keeps in an index store:
 *   8 bytes   "FLKEPT", kind, schema of that kind
 *   u32       length of the guard
 *   u32       CRC-32 of everything that follows
 *   guard     UTF-8: everything the payload depends on; padded with spaces to a multiple of 8
 *   payload
 */
const magic = Uint8Array.of(0x46, 0x4c, 0x4b, 0x45, 0x50, 0x54);
const prefixBytes = 16;

/** What kind of thing is kept, and the number of its layout, raised when that changes. */
export interface SealKind {
  readonly kind: number;
  readonly schema: number;
}

/** Bytes to keep, *given*, with all that they depend on. */
export function sealBytes({ kind, schema }: SealKind, guard: string, payload: Uint8Array): Uint8Array {
  const text = encodeGuard(guard);
  const bytes = new Uint8Array(prefixBytes + text.length + payload.length);
  bytes.set(magic);
  bytes[6] = kind;
  bytes[7] = schema;
  bytes.set(text, prefixBytes);
  bytes.set(payload, prefixBytes + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, text.length, true);
  view.setUint32(12, crc32(bytes.subarray(prefixBytes)), true);
  return bytes;
}

/** The payload, *copied*, or undefined where anything differs from what was sealed with this guard. */
export function unsealBytes({ kind, schema }: SealKind, guard: string, bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < prefixBytes || !magic.every((byte, i) => bytes[i] === byte)) return undefined;
  if (bytes[6] !== kind || bytes[7] !== schema) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = encodeGuard(guard);
  const end = prefixBytes + text.length;
  if (view.getUint32(8, true) !== text.length || end > bytes.length) return undefined;
  if (!text.every((byte, i) => bytes[prefixBytes + i] === byte)) return undefined;
  if (crc32(bytes.subarray(prefixBytes)) !== view.getUint32(12, true)) return undefined;
  return bytes.slice(end);
}

/** A key for an index store: safe as a file name, from whatever tells things apart. */
export function sealKey(kind: string, guard: string): string {
  const bytes = new TextEncoder().encode(guard);
  const hex = (word: number): string => word.toString(16).padStart(8, '0');
  return `${kind}-${hex(crc32(bytes))}${hex(crc32(bytes.toReversed()))}`;
}

function encodeGuard(guard: string): Uint8Array {
  const text = new TextEncoder().encode(guard);
  const padded = new Uint8Array((text.length + 7) & ~7).fill(0x20);
  padded.set(text);
  return padded;
}
