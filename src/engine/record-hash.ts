import type { EventColumns } from '../shapes/event-columns.js';
import type { Hasher } from './ports.js';

/** Bytes of one packed record: t:u64 x:u16 y:u16 p:u8. */
export const recordBytes = 13;

const batchEvents = 4096;

/**
 * Adds events to a digest as packed little-endian records t:u64 x:u16 y:u16 p:u8 in their order, so that one recording
 * in several formats can be compared. Negative times are hashed as two's complement.
 */
export function hashRecords(hasher: Hasher, columns: EventColumns): void {
  const { baseMicros, length, t, x, y, p } = columns;
  const bytes = new Uint8Array(recordBytes * Math.min(batchEvents, length));
  const baseHigh = Math.floor(baseMicros / 2 ** 32);
  const baseLow = baseMicros - baseHigh * 2 ** 32;
  for (let from = 0; from < length; from += batchEvents) {
    const to = Math.min(length, from + batchEvents);
    let at = 0;
    for (let i = from; i < to; i += 1) {
      const low = baseLow + t[i]!;
      const high = low < 2 ** 32 ? baseHigh : baseHigh + 1;
      const column = x[i]!;
      const row = y[i]!;
      bytes[at] = low;
      bytes[at + 1] = low >>> 8;
      bytes[at + 2] = low >>> 16;
      bytes[at + 3] = low >>> 24;
      bytes[at + 4] = high;
      bytes[at + 5] = high >> 8;
      bytes[at + 6] = high >> 16;
      bytes[at + 7] = high >> 24;
      bytes[at + 8] = column;
      bytes[at + 9] = column >>> 8;
      bytes[at + 10] = row;
      bytes[at + 11] = row >>> 8;
      bytes[at + 12] = p[i]!;
      at += recordBytes;
    }
    hasher.update(bytes.subarray(0, at));
  }
}
