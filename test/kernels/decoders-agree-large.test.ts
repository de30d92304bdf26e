import { describe, expect, it } from 'vitest';
import type { DecoderSpec } from '../../src/kernels/event-kernels.js';
import { assemblies, twin } from './builds.js';
import { decodeAll } from './collect-events.js';

/** A small generator of repeatable numbers (xorshift32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const size = { width: 1280, height: 720 } as const;
const next = randomNumbers(2463534242);
const pick = <Value>(values: readonly Value[]): Value => values[next() % values.length]!;

function evt2Words(count: number): Uint8Array {
  const words = new Uint32Array(count);
  let high = 1000;
  for (let i = 0; i < count; i++) {
    words[i] = next() % 50 === 0 ? 0x8000_0000 + high++ : (pick([0, 1]) * 2 ** 28 + (next() & 0xfff_ffff)) >>> 0;
    if (next() % 500 === 0) words[i] = (pick([0xa, 0xe, 3]) * 2 ** 28 + (next() & 0xfff_ffff)) >>> 0;
  }
  return new Uint8Array(words.buffer);
}

function evt3Words(count: number): Uint8Array {
  const words = new Uint16Array(count);
  for (let i = 0; i < count; i++) words[i] = (pick([0, 2, 2, 2, 2, 2, 2, 3, 4, 5, 6]) << 12) | (next() & 0xfff);
  for (let i = 0; i < count; i += 97) words[i] = 0x8000 | ((i / 97) & 0xfff);
  return new Uint8Array(words.buffer);
}

function lines(count: number): Uint8Array {
  const rows = Array.from({ length: count }, (_, i) => `${(i / 1e5).toFixed(9)} ${next() % 1300} ${next() % 720} ${next() & 1}`);
  return new TextEncoder().encode(rows.join('\n'));
}

const recordings: Record<string, readonly [DecoderSpec, Uint8Array]> = {
  DAT: [{ kind: 'dat', version: 2, recordType: 'cd', ...size }, evt2Words(300_000)],
  EVT2: [{ kind: 'evt2', ...size }, evt2Words(200_000)],
  'EVT2.1': [{ kind: 'evt21', order: 'little', ...size }, evt2Words(20_000)],
  EVT3: [{ kind: 'evt3', ...size }, evt3Words(200_000)],
  text: [{ kind: 'text', order: ['t', 'x', 'y', 'p'], separator: 32, microsDigits: 6, polarity: '01', ...size }, lines(120_000)],
};

describe.each(assemblies)('%s', (_name, kernels) => {
  for (const [name, [spec, bytes]] of Object.entries(recordings)) {
    it(`decodes many blocks of ${name} as the twin does`, () => {
      const expectedDecoder = twin.decoder(spec);
      const expected = decodeAll(expectedDecoder, bytes);
      expect(expected.length).toBeGreaterThan(100_000);
      const decoder = kernels.decoder(spec);
      const events = decodeAll(decoder, bytes, [100_001, 400_003]);
      expect(events.length).toBe(expected.length);
      expect(events.findIndex((event, i) => event.some((value, k) => value !== expected[i]![k]))).toBe(-1);
      expect(decoder.tally).toEqual(expectedDecoder.tally);
      expect(decoder.takeTriggers()).toEqual(expectedDecoder.takeTriggers());
      expect([...decoder.state()]).toEqual([...expectedDecoder.state()]);
    });
  }
});
