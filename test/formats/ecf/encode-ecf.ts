import type { PlainEvent } from '../read-recording.js';

export type EcfMode = 'yxp' | 'xp' | 'masked';

/** Encodes events of ascending time as an ECF chunk, in any of its three ways of writing coordinates. */
export function encodeEcf(events: readonly PlainEvent[], mode: EcfMode): Uint8Array {
  const out: number[] = [];
  const u16 = (value: number): void => void out.push(value & 255, (value >> 8) & 255);
  const u32 = (value: number): void => {
    u16(value & 0xffff);
    u16(value >>> 16);
  };
  u32(((events.length << 2) | (mode === 'yxp' ? 2 : 0) | (mode === 'xp' ? 1 : 0)) >>> 0);
  const start = events[0]?.[0] ?? 0;
  u32(start % 2 ** 32);
  u32(Math.floor(start / 2 ** 32));
  let time = start;
  for (let at = 0; at < events.length; ) {
    let step = events[at]![0] - time;
    time += step;
    if (step > 14) {
      for (; step > 0; step = Math.floor(step / 16)) out.push(0xf0 | (step % 16));
    }
    const count = runLength(events, at, ([micros]) => micros, 65_535);
    const high = step > 14 ? 0 : step;
    if (count < 15) out.push((high << 4) | count);
    else {
      out.push((high << 4) | 15);
      u16(count);
    }
    at += count;
  }
  if (mode === 'yxp') {
    for (let at = 0; at < events.length; at += 4) {
      const [v0, v1, v2, v3] = [0, 1, 2, 3].map((i) => packed(events[at + i], true)) as [number, number, number, number];
      u32(((v0 << 8) | (v1 & 255)) >>> 0);
      u32((((v1 >> 8) << 16) | (v2 & 65_535)) >>> 0);
      u32((((v2 >> 16) << 24) | v3) >>> 0);
    }
    return Uint8Array.from(out);
  }
  for (let at = 0; at < events.length; ) {
    const count = runLength(events, at, ([, , y]) => y, 65_535);
    u16((events[at]![2] << 5) | Math.min(count, 31));
    if (count >= 31) u16(count);
    at += count;
  }
  if (mode === 'xp') {
    for (let at = 0; at < events.length; at += 4) {
      const [v0, v1, v2, v3] = [0, 1, 2, 3].map((i) => packed(events[at + i], false)) as [number, number, number, number];
      u16((v0 << 4) | (v1 & 15));
      u16(((v1 >> 4) << 8) | (v2 & 255));
      u16(((v2 >> 8) << 12) | v3);
    }
    return Uint8Array.from(out);
  }
  for (let at = 0; at < events.length; ) {
    const x = events[at]![1];
    let mask = 0;
    at += 1;
    for (let right = 1; right <= 5 && at < events.length; right += 1) {
      if (events[at]![1] !== x + right) continue;
      mask |= 32 >> right;
      at += 1;
    }
    u16((x << 5) | mask);
  }
  for (let at = 0; at < events.length; ) {
    const count = runLength(events, at, ([, , , p]) => p, 65_535);
    out.push((events[at]![3] << 7) | Math.min(count, 127));
    if (count >= 127) u16(count);
    at += count;
  }
  return Uint8Array.from(out);
}

function packed(event: PlainEvent | undefined, withRow: boolean): number {
  if (event === undefined) return 0;
  const [, x, y, p] = event;
  return (withRow ? y << 12 : 0) | (x << 1) | p;
}

function runLength(events: readonly PlainEvent[], from: number, keyOf: (event: PlainEvent) => number, most: number): number {
  let end = from + 1;
  while (end < events.length && end - from < most && keyOf(events[end]!) === keyOf(events[from]!)) end += 1;
  return end - from;
}
