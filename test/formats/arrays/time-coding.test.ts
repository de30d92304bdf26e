import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ElementKind } from '../../../src/formats/arrays/element-type.js';
import { viewElements } from '../../../src/formats/arrays/element-view.js';
import { readMicros, roundDecimal } from '../../../src/formats/arrays/time-coding.js';
import type { TimeUnit } from '../../../src/shapes/event-facts.js';

function micros(
  array: BigInt64Array | Float64Array | Float32Array | Uint32Array,
  kind: ElementKind,
  unit: TimeUnit,
  offsetMicros = 0,
): number[] {
  const bytes = new Uint8Array(array.buffer);
  const out = new Float64Array(array.length);
  readMicros(
    viewElements(bytes, 0, array.BYTES_PER_ELEMENT, array.length, { kind, order: 'little' }),
    0,
    array.length,
    { unit, offsetMicros },
    out,
  );
  return [...out];
}

describe('times', () => {
  it('round float seconds as their digits are, halves up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), fc.integer({ min: 0, max: 9_999_999 }), (seconds, tenths) => {
        const value = Number(`${seconds}.${String(tenths).padStart(7, '0')}`);
        const digits = value.toFixed(12).includes('e') ? '' : String(value);
        const [whole = '0', fraction = ''] = digits.split('.');
        const kept = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
        const expected = kept + (Number(fraction[6] ?? '0') >= 5 ? 1 : 0);
        fc.pre(!digits.includes('e'));
        expect(micros(Float64Array.of(value), 'f64', 's')).toEqual([expected]);
      }),
      { numRuns: 2000 },
    );
    expect(micros(Float64Array.of(0.0000005, 1.0000015, 0.1, 1e-9), 'f64', 's')).toEqual([1, 1_000_002, 100_000, 0]);
    expect(micros(Float64Array.of(-0.0000005, -1.0000015, -1.0000016), 'f64', 's')).toEqual([0, -1_000_001, -1_000_002]);
  });

  it('round decimals of any exponent', () => {
    expect(roundDecimal(12345, -3)).toBe(12);
    expect(roundDecimal(12500, -3)).toBe(13);
    expect(roundDecimal(4, -1)).toBe(0);
    expect(roundDecimal(1.5e9, 6)).toBe(1.5e15);
  });

  it('divide integer nanoseconds exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (nanos) => {
        const up = nanos + 500n;
        const expected = up >= 0n ? up / 1000n : -((-up + 999n) / 1000n);
        expect(micros(BigInt64Array.of(nanos), 'i64', 'ns')).toEqual([Number(expected)]);
      }),
    );
    expect(micros(Uint32Array.of(1499, 1500, 4_294_967_295), 'u32', 'ns')).toEqual([1, 2, 4_294_967]);
  });

  it('add an offset, and refuse what is no time', () => {
    expect(micros(Uint32Array.of(5), 'u32', 'ms', -1000)).toEqual([4000]);
    expect(micros(BigInt64Array.of(-5n), 'i64', 'us')).toEqual([-5]);
    expect(() => micros(BigInt64Array.of(2n ** 53n), 'i64', 'us')).toThrow(/2\^53/);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e300])
      expect(() => micros(Float64Array.of(bad), 'f64', 's')).toThrow(/2\^53/);
  });
});
