import type { EventDecoder } from '../../src/kernels/event-kernels.js';
import type { EventColumns, EventSink } from '../../src/shapes/event-columns.js';

export type PlainEvent = readonly [micros: number, x: number, y: number, p: number];

/** A sink that copies what it is lent. */
export function collector(): { readonly events: PlainEvent[]; readonly sink: EventSink } {
  const events: PlainEvent[] = [];
  const sink = (columns: EventColumns) => {
    if (columns.length === 0) throw new Error('An empty block was lent');
    for (let i = 0; i < columns.length; i++) {
      events.push([columns.baseMicros + columns.t[i]!, columns.x[i]!, columns.y[i]!, columns.p[i]!]);
    }
  };
  return { events, sink };
}

/** Decodes `bytes` cut at `cuts` and finishes. */
export function decodeAll(decoder: EventDecoder, bytes: Uint8Array, cuts: readonly number[] = []): PlainEvent[] {
  const { events, sink } = collector();
  let from = 0;
  for (const cut of [...cuts].filter((cut) => cut <= bytes.length).sort((a, b) => a - b)) {
    decoder.decode(bytes.slice(from, cut), sink);
    from = cut;
  }
  decoder.decode(bytes.slice(from), sink);
  decoder.finish(sink);
  return events;
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.trim().split(/[\s|]+/), (byte) => Number.parseInt(byte, 16));
}

/** EVT3 words as little-endian bytes. */
export function words16(text: string): Uint8Array {
  const words = text.trim().split(/\s+/);
  const bytes = new Uint8Array(words.length * 2);
  for (const [i, word] of words.entries()) new DataView(bytes.buffer).setUint16(2 * i, Number.parseInt(word, 16), true);
  return bytes;
}
