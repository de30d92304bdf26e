import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEcf, decodeEcfStart, ecfEventBytes } from '../../../src/formats/ecf/decode-ecf.js';
import type { PlainEvent } from '../read-recording.js';
import { encodeEcf } from './encode-ecf.js';

function decoded(bytes: Uint8Array, count: number): PlainEvent[] {
  const output = new Uint8Array(count * ecfEventBytes);
  expect(decodeEcf(bytes, output)).toBe(output.length);
  const view = new DataView(output.buffer);
  return Array.from({ length: count }, (_, i) => {
    const at = i * ecfEventBytes;
    return [Number(view.getBigInt64(at + 8, true)), view.getUint16(at, true), view.getUint16(at + 2, true), view.getInt16(at + 4, true)];
  });
}

const events = fc
  .array(
    fc.record({
      step: fc.oneof(fc.constant(0), fc.nat(14), fc.nat(5000), fc.integer({ min: 0, max: 2 ** 34 })),
      x: fc.oneof(fc.nat(8), fc.nat(2047)),
      y: fc.oneof(fc.nat(2), fc.nat(2047)),
      p: fc.nat(1),
      times: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(200) }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => {
    let micros = 2 ** 32 - 5;
    return list.flatMap(({ step, x, y, p, times }): PlainEvent[] => {
      micros += step;
      return Array.from({ length: times }, (): PlainEvent => [micros, x, y, p]);
    });
  })
  .filter((list) => list.length > 0);

describe('ECF', () => {
  it('decodes the one event of the published fixture', () => {
    const bytes = Uint8Array.from([6, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(decoded(bytes, 1)).toEqual([[4, 1, 2, 0]]);
  });

  it.each(['yxp', 'xp', 'masked'] as const)('decodes what was encoded, coordinates as %s', (mode) => {
    fc.assert(
      fc.property(events, (list) => {
        expect(decoded(encodeEcf(list, mode), list.length)).toEqual(list);
      }),
    );
  });

  it('shows the first time from the header alone, and fills a chunk of fewer events with zeros', () => {
    const bytes = encodeEcf([[2 ** 33 + 7, 3, 4, 1]], 'masked');
    const start = new Uint8Array(16);
    expect(decodeEcfStart(bytes.subarray(0, 12), start)).toBe(16);
    expect(new DataView(start.buffer).getBigInt64(8, true)).toBe(2n ** 33n + 7n);
    expect(decoded(bytes, 3)).toEqual([
      [2 ** 33 + 7, 3, 4, 1],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('says what is damaged', () => {
    const bytes = encodeEcf(
      Array.from({ length: 40 }, (_, i): PlainEvent => [i * 20, i, i, i % 2]),
      'masked',
    );
    expect(() => decodeEcf(bytes, new Uint8Array(39 * 16))).toThrow(/holds 40 events where 39/);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeEcf(bytes.subarray(0, length), new Uint8Array(40 * 16))).toThrow(/ends early/);
    }
    for (let at = 0; at < bytes.length; at += 1) {
      for (const change of [1, 16, 255]) {
        const damaged = bytes.slice();
        damaged[at] = damaged[at]! ^ change;
        try {
          decodeEcf(damaged, new Uint8Array(40 * 16));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'corrupt' });
        }
      }
    }
  });
});
