import { readFileSync } from 'node:fs';
import type { EventPalette, Rgb } from '../../src/picture/palettes.js';

/** One event, as written in a file. */
export interface NaiveEvent {
  readonly micros: number;
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

export type NaiveKind = 'polarity' | 'signedCount' | 'perPolarityCount' | 'timeSurface';

export interface NaiveWant {
  readonly kind: NaiveKind;
  /** Half-open. */
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly tauMicros: number;
}

/** Every event of a DAT file of version 2, read record by record: slow and obvious. */
export function readDat(path: string): NaiveEvent[] {
  const bytes = readFileSync(path);
  let at = 0;
  while (bytes[at] === 0x25) at = bytes.indexOf(0x0a, at) + 1;
  const events: NaiveEvent[] = [];
  for (at += 2; at + 8 <= bytes.length; at += 8) {
    const word = bytes.readUInt32LE(at + 4);
    events.push({ micros: bytes.readUInt32LE(at), x: word & 0x3fff, y: (word >>> 14) & 0x3fff, on: word >>> 28 === 1 });
  }
  return events;
}

export function eventsIn(events: readonly NaiveEvent[], fromMicros: number, toMicros: number): NaiveEvent[] {
  return events.filter(({ micros }) => micros >= fromMicros && micros < toMicros);
}

/** RGBA of a window in sensor pixels, by the sentences of the documentation: event by event, pixel by pixel. */
export function naivePicture(
  events: readonly NaiveEvent[],
  width: number,
  height: number,
  want: NaiveWant,
  { background, on, off }: EventPalette,
  high: number,
): Uint8Array {
  const onCounts = new Float64Array(width * height);
  const offCounts = new Float64Array(width * height);
  const last = new Map<number, NaiveEvent>();
  for (const event of eventsIn(events, want.fromMicros, want.toMicros)) {
    const pixel = event.y * width + event.x;
    if (event.on) onCounts[pixel]! += 1;
    else offCounts[pixel]! += 1;
    last.set(pixel, event);
  }
  const rgba = new Uint8Array(width * height * 4);
  const strength = (magnitude: number): number => Math.min(1, magnitude / high);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [onCount, offCount] = [onCounts[pixel]!, offCounts[pixel]!];
    const event = last.get(pixel);
    let shares: readonly [number, number] = [0, 0];
    if (want.kind === 'perPolarityCount') shares = [strength(onCount), strength(offCount)];
    else if (want.kind === 'signedCount') shares = [strength(Math.max(0, onCount - offCount)), strength(Math.max(0, offCount - onCount))];
    else if (event !== undefined) {
      const share = want.kind === 'polarity' ? 1 : Math.round(32_767 * Math.exp((event.micros - want.toMicros) / want.tauMicros)) / 32_767;
      shares = event.on ? [share, 0] : [0, share];
    }
    rgba.set(mix(background, on, off, shares), pixel * 4);
  }
  return rgba;
}

function mix(background: Rgb, on: Rgb, off: Rgb, [onShare, offShare]: readonly [number, number]): number[] {
  const channels = background.map((base, channel) => {
    const value = base + onShare * ((on[channel] ?? 0) - base) + offShare * ((off[channel] ?? 0) - base);
    return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
  });
  return [...channels, 255];
}
