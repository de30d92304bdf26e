import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecoderSpec } from '../../src/kernels/event-kernels.js';
import type { Kernels } from '../../src/kernels/kernels.js';
import { assemblies, twin } from './builds.js';
import { collector, decodeAll } from './collect-events.js';

type TextSpec = DecoderSpec & { kind: 'text' };

const orders: readonly TextSpec['order'][] = [
  ['t', 'x', 'y', 'p'],
  ['x', 'y', 'p', 't'],
];

/** Text as one program writes it: times of one form that rise, with a line now and then of another. */
const recording = fc
  .record({
    order: fc.constantFrom(...orders),
    separator: fc.constantFrom(32, 44, 9, 59),
    microsDigits: fc.constantFrom<6 | 3 | 0 | -3>(6, 3, 0, -3),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
    off: fc.constantFrom('0', '0', '-1', '-0'),
    on: fc.constantFrom('1', '1', '1', '+1', '2'),
    start: fc.oneof(
      fc.bigInt({ min: 0n, max: 120_000_000n }),
      fc.bigInt({ min: 99_999_990n, max: 100_000_001n }),
      fc.bigInt({ min: 2n ** 32n - 100n, max: 2n ** 32n }),
      fc.bigInt({ min: 0n, max: 10n ** 19n }),
    ),
    decimals: fc.oneof(fc.constantFrom(-1, 0, 6, 9), fc.nat(19)),
    wavers: fc.constantFrom(0, 0, 1, 3),
    zeros: fc.constantFrom(0, 0, 0, 1, 5, 12),
    trimmed: fc.boolean(),
    steps: fc.array(
      fc.tuple(fc.oneof(fc.nat(3), fc.nat(3), fc.integer({ min: -2, max: 60_000_000 })), fc.nat(9999), fc.nat(9999), fc.boolean()),
      {
        minLength: 1,
        maxLength: 80,
        size: 'max',
      },
    ),
    odd: fc.array(
      fc.tuple(
        fc.nat(79),
        fc.constantFrom('', '# x', '1 2 3', '1,2,3', ' 5\t6  1 0', '1 2 1e3 4', '-1 2 3 0', '.5 2 3 1', '65535 65536 1 1', '1;2;1;5;'),
      ),
      { maxLength: 3 },
    ),
  })
  .map(({ order, separator, microsDigits, lineEnd, off, on, start, decimals, wavers, zeros, trimmed, steps, odd }) => {
    const gap = String.fromCharCode(separator);
    let time = start;
    const lines = steps.map(([step, x, y, isOn], i) => {
      time += BigInt(step);
      const cut = wavers === 0 ? 0 : Math.min(decimals, ((i * 7) ^ (i >> 2)) & wavers);
      const fields = {
        t: written(time < 0n ? 0n : time, decimals, zeros, trimmed, cut),
        x: `${x}`,
        y: `${y}`,
        p: isOn ? on : off,
        '-': '',
      };
      return order.map((column) => fields[column]).join(gap);
    });
    for (const [at, line] of odd) lines.splice(Math.min(at, lines.length), 0, line);
    const spec: TextSpec = { kind: 'text', order, separator, microsDigits, polarity: '01', width: 1280, height: 720 };
    return { spec, text: lines.map((line) => line + lineEnd).join('') };
  });

/** A time counted in units of its last decimal, the last `cut` of them left out; −1 decimals: no point. */
function written(time: bigint, decimals: number, zeros: number, trimmed: boolean, cut: number): string {
  if (decimals < 0) return '0'.repeat(zeros) + time;
  const digits = `${time}`.padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals, digits.length - Math.max(0, cut));
  return `${'0'.repeat(zeros)}${digits.slice(0, digits.length - decimals)}.${trimmed ? fraction.replace(/0+$/, '') : fraction}`;
}

/** Puts other bytes in place of some. */
const faults = fc.array(fc.tuple(fc.nat(9999), fc.nat(2), fc.constantFrom(...' \t,;.+-eE:/09\n\r#%a\0\u00b0')), { maxLength: 4 });

function spoil(text: string, changes: readonly (readonly [place: number, removed: number, put: string])[]): Uint8Array {
  let spoilt = text;
  for (const [place, removed, put] of changes) {
    const at = Math.floor((place * spoilt.length) / 10_000);
    spoilt = spoilt.slice(0, at) + put + spoilt.slice(at + removed);
  }
  return Uint8Array.from(spoilt, (letter) => letter.charCodeAt(0));
}

function run(kernels: Kernels, spec: TextSpec, bytes: Uint8Array, cuts: readonly number[] = []) {
  const decoder = kernels.decoder(spec);
  const events = decodeAll(decoder, bytes, cuts);
  return { events, tally: decoder.tally, state: [...decoder.state()] };
}

describe.each(assemblies)('text (%s)', (_name, kernels) => {
  it('decodes lines that are alike as the twin does, whatever stands between them, however they are cut', () => {
    fc.assert(
      fc.property(recording, faults, fc.array(fc.nat(3000), { maxLength: 4 }), ({ spec, text }, changes, cuts) => {
        const bytes = spoil(text, changes);
        const expected = run(twin, spec, bytes);
        expect(run(kernels, spec, bytes)).toEqual(expected);
        expect(run(kernels, spec, bytes, cuts)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('rounds the times of alike lines on their digits', () => {
    const times = ['0.0000004999999999', '0.0000005', '1.9999994', '1.9999995', '9.9999996', '10.0000004', '10.00000049', '10.00000051'];
    const spec: TextSpec = { kind: 'text', order: orders[0]!, separator: 32, microsDigits: 6, polarity: '01', width: 0, height: 0 };
    const text = times.map((time) => `${time} 1 2 1\n${time} 1 2 1\n`).join('');
    const micros = run(kernels, spec, spoil(text, [])).events.map(([t]) => t);
    expect(micros).toEqual([0, 1, 1_999_999, 2_000_000, 10_000_000, 10_000_000, 10_000_000, 10_000_001].flatMap((t) => [t, t]));
  });

  it('goes on in a new block where alike times leave the old one', () => {
    const spec: TextSpec = { kind: 'text', order: orders[1]!, separator: 44, microsDigits: 0, polarity: '01', width: 0, height: 0 };
    const times = [5, 6, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 4_200_000_000, 4_199_999_999, 3, 2 ** 40];
    const text = times.map((time) => `1,2,1,${time}\n`).join('');
    expect(run(kernels, spec, spoil(text, [])).events.map(([t]) => t)).toEqual(times);
  });

  it('goes on in a new block where times of several lengths lie far from each other', () => {
    const spec: TextSpec = { kind: 'text', order: orders[0]!, separator: 32, microsDigits: 0, polarity: '01', width: 0, height: 0 };
    // Lines with a column too many are learnt from, but are no events: a form is known that the block of the next ones does not hold.
    const text = `${'5 1 2 1 9\n'.repeat(160)}${'9000000000 1 2 1\n'.repeat(40)}6 1 2 1\n9000000000 1 2 1\n`;
    expect(run(kernels, spec, spoil(text, [])).events.map(([t]) => t)).toEqual([...Array(40).fill(9e9), 6, 9e9]);
  });

  it('begins a block with the first event, not with a line that is none', () => {
    // The first line has a form to learn and a column too many, the second has none to learn.
    const bytes = spoil('5 1 2 1 9\n 9000000000 1 2 1\n6 1 2 1\n', []);
    const spec: TextSpec = { kind: 'text', order: orders[0]!, separator: 32, microsDigits: 0, polarity: '01', width: 0, height: 0 };
    expect(run(kernels, spec, bytes).events.map(([t]) => t)).toEqual([9_000_000_000, 6]);
  });

  it('ends a line with a line feed, not with a carriage return alone', () => {
    const bytes = spoil('1 1 2 1\r\n2 1 2 1\r\n3 1 2 1\r 4 1 2 1\r\n5 1 2 1\r\n', []);
    const spec: TextSpec = { kind: 'text', order: orders[0]!, separator: 32, microsDigits: 0, polarity: '01', width: 0, height: 0 };
    const { events, tally } = run(kernels, spec, bytes);
    expect(events.map(([t]) => t)).toEqual([1, 2, 5]);
    expect(tally.droppedWords).toBe(1);
  });

  it('reads the last lines of memory that it was lent, and none beyond', () => {
    const spec: TextSpec = { kind: 'text', order: orders[0]!, separator: 32, microsDigits: 0, polarity: '01', width: 0, height: 0 };
    const lines = new TextEncoder().encode('10 1 2 1\n'.repeat(50));
    const lent = kernels.lendInput(lines.length + 60);
    lent.set(lines);
    for (const after of ['7 7 7 1\n'.repeat(8), '1'.repeat(60), ' '.repeat(60), ',\r\n-.'.repeat(15)]) {
      lent.set(new TextEncoder().encode(after).subarray(0, 60), lines.length);
      for (let end = lines.length; end > lines.length - 12; end--) {
        const expected = run(twin, spec, lent.slice(0, end));
        const decoder = kernels.decoder(spec);
        const { events, sink } = collector();
        decoder.decode(lent.subarray(0, end), sink);
        decoder.finish(sink);
        expect(events).toEqual(expected.events);
        expect(decoder.tally).toEqual(expected.tally);
      }
    }
  });
});
