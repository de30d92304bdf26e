import type { RangeContent } from './range-server.js';

const header = Buffer.concat([Buffer.from('% Height 720\n% Version 2\n% Width 1280\n% end\n'), Buffer.from([12, 8])]);

/** A DAT of any length whose records are made when they are read: `eventsPerMicro` events a microsecond, walking over the sensor. */
export function syntheticDat(events: number, eventsPerMicro: number): RangeContent {
  const byteLength = header.length + 8 * events;
  return {
    byteLength,
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      if (offset < header.length) bytes.set(header.subarray(offset, offset + length));
      const first = Math.max(0, Math.floor((offset - header.length) / 8));
      const last = Math.min(events, Math.ceil((offset + length - header.length) / 8));
      const record = Buffer.alloc(8);
      for (let ordinal = first; ordinal < last; ordinal += 1) {
        record.writeUInt32LE(Math.floor(ordinal / eventsPerMicro), 0);
        record.writeUInt32LE((ordinal % 1280) + (((ordinal >>> 4) % 720) << 14) + ((ordinal & 1) << 28), 4);
        const at = header.length + 8 * ordinal - offset;
        for (let k = Math.max(0, -at); k < 8 && at + k < length; k += 1) bytes[at + k] = record[k] ?? 0;
      }
      return bytes;
    },
  };
}
