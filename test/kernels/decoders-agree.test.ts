import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datState } from '../../src/kernels/dat-state.js';
import type { DecoderSpec, DecoderState } from '../../src/kernels/event-kernels.js';
import { evt2State } from '../../src/kernels/evt2-state.js';
import { evt3State } from '../../src/kernels/evt3-state.js';
import type { Kernels } from '../../src/kernels/kernels.js';
import { assemblies, twin } from './builds.js';
import { collector } from './collect-events.js';

const sizes = fc.constantFrom({ width: 0, height: 0 }, { width: 640, height: 480 }, { width: 1280, height: 720 });
const size16 = fc.integer({ min: 0, max: 0xffff });
const size32 = fc.integer({ min: 0, max: 0xffff_ffff });

/** Words of 32 bits whose types are mostly those that EVT2 has, with runs of events. */
const words32 = fc
  .array(fc.tuple(fc.constantFrom(0, 1, 0, 1, 0, 1, 8, 8, 0xa, 0xe, 3, 0xd), size32, fc.integer({ min: 1, max: 20 })), {
    maxLength: 60,
    size: 'max',
  })
  .map((groups) =>
    groups.flatMap(([type, bits, count]) =>
      Array.from(
        { length: count },
        (_, i) => ((type << 28) | ((bits + i * 0x01234567) & (type === 8 && bits & 1 ? 0xffff : 0xfff_ffff))) >>> 0,
      ),
    ),
  );

const words16 = fc
  .array(
    fc.tuple(
      fc.constantFrom(2, 2, 2, 0, 3, 4, 4, 5, 6, 6, 8, 8, 0xa, 0xe, 0xf, 7, 9, 1, 0xc),
      fc.integer({ min: 0, max: 0xfff }),
      fc.integer({ min: 1, max: 6 }),
    ),
    { maxLength: 150, size: 'max' },
  )
  .map((groups) =>
    groups.flatMap(([type, bits, count]) => Array.from({ length: count }, (_, i) => (type << 12) | ((bits + i * 37) & 0xfff))),
  );

function bytesOf(values: readonly number[], width: 2 | 4): Uint8Array {
  return new Uint8Array((width === 2 ? Uint16Array.from(values) : Uint32Array.from(values)).buffer);
}

const evt3Entry = fc.record({
  loop: fc.integer({ min: 0, max: 1000 }),
  high: fc.integer({ min: 0, max: 0xfff }),
  low: fc.integer({ min: 0, max: 0xfff }),
  y: fc.integer({ min: 0, max: 0x7ff }),
  baseX: fc.integer({ min: 0, max: 0xffff }),
  polarity: fc.constantFrom<0 | 1>(0, 1),
  haveTime: fc.boolean(),
  haveRow: fc.boolean(),
  haveBase: fc.boolean(),
  previousMicros: fc.constantFrom(Number.NaN, 0, 2 ** 33),
});

const number = fc.oneof(
  fc.integer({ min: -2, max: 70_000 }).map(String),
  fc.integer({ min: 0, max: 1279 }).map(String),
  fc.integer({ min: 0, max: 1279 }).map(String),
  fc.constantFrom(
    '0',
    '1',
    '-1',
    '+1',
    '1.0',
    '',
    '-',
    '.',
    '1.',
    '.5',
    '-0.0000015',
    '1e3',
    '2.5E-3',
    '1e400',
    '0e999',
    'nan',
    '0x1',
    '1_0',
  ),
  fc
    .tuple(fc.integer({ min: 0, max: 9_100_000_000 }), fc.string({ unit: fc.constantFrom('0', '4', '5', '9'), maxLength: 12 }))
    .map((parts) => parts.join('.')),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(String),
  fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 20 }))
    .map(([value, digits]) => value.toExponential(digits)),
);

function textOf({ order, separator }: { order: readonly ('t' | 'x' | 'y' | 'p' | '-')[]; separator: number }) {
  const gap = fc.constantFrom(String.fromCharCode(separator), String.fromCharCode(separator), ' ', '\t', ',', '  ', ' , ');
  const fields = {
    t: fc
      .tuple(fc.oneof(fc.nat(99_999), fc.nat(9_999_999_999)), fc.option(fc.nat(999_999_999), { nil: undefined }))
      .map(([whole, fraction]) => (fraction === undefined ? `${whole}` : `${whole}.${String(fraction).padStart(9, '0')}`)),
    x: fc.nat(1279).map(String),
    y: fc.nat(719).map(String),
    p: fc.constantFrom('0', '1', '-1'),
    '-': fc.constantFrom('7', 'any', '0.5'),
  };
  const plain = fc.tuple(...order.map((column) => fields[column])).map((columns) => columns.join(String.fromCharCode(separator)));
  const odd = fc.array(fc.tuple(number, gap), { maxLength: 6, size: 'max' }).map((parts) => parts.flat().join(''));
  const line = fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 3, arbitrary: odd },
    fc.constantFrom('', '# a', ' %', '\r', '\t'),
    fc.string(),
  );
  return fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\n\n')), { maxLength: 60, size: 'max' })
    .map((lines) => new TextEncoder().encode(lines.flat().join('')));
}

const separators = fc.constantFrom(32, 44, 9, 59);
const textSpec = fc.record({
  kind: fc.constant('text' as const),
  order: fc.constantFrom<readonly ('t' | 'x' | 'y' | 'p' | '-')[]>(['t', 'x', 'y', 'p'], ['x', 'y', 'p', 't'], ['-', 't', 'x', 'y', 'p']),
  microsDigits: fc.constantFrom<6 | 3 | 0 | -3>(6, 3, 0, -3),
  polarity: fc.constantFrom<'01' | 'signed'>('01', 'signed'),
});

interface Case {
  readonly spec: DecoderSpec;
  readonly bytes: Uint8Array;
  readonly entry: DecoderState | undefined;
}

const cases: Record<string, fc.Arbitrary<Case>> = {
  'DAT of any bytes': fc
    .tuple(
      fc.constantFrom<1 | 2>(1, 2),
      fc.constantFrom<'cd' | 'trigger'>('cd', 'cd', 'trigger'),
      sizes,
      fc.uint8Array({ maxLength: 3000, size: 'max' }),
    )
    .map(([version, recordType, size, bytes]) => ({ spec: { kind: 'dat', version, recordType, ...size }, bytes, entry: undefined })),
  'DAT that mostly ascends': fc
    .tuple(
      size32,
      fc.array(fc.tuple(fc.integer({ min: -1000, max: 40_000_000 }), size32), { maxLength: 400, size: 'max' }),
      sizes,
      fc.nat(9),
    )
    .map(([start, steps, size, loop]) => {
      let clock = start;
      const words = steps.flatMap(([step, word]) => {
        clock = (clock + step) >>> 0;
        return [clock, word];
      });
      return {
        spec: { kind: 'dat', version: 2, recordType: 'cd', ...size },
        bytes: bytesOf(words, 4),
        entry: datState({ loop, clock: start }),
      };
    }),
  EVT2: fc.tuple(sizes, words32, fc.boolean(), fc.nat(9)).map(([size, words, entered, loop]) => ({
    spec: { kind: 'evt2', ...size },
    bytes: bytesOf(words, 4),
    entry: entered ? evt2State({ loop, high: 77, haveTime: true }) : undefined,
  })),
  'EVT2.1': fc
    .tuple(fc.constantFrom<'little' | 'legacy'>('little', 'legacy'), sizes, words32, fc.array(size32, { minLength: 8, maxLength: 8 }))
    .map(([order, size, heads, masks]) => {
      const words = heads.flatMap((head, i) => {
        const bits = (masks[i % 8]! & (i % 3 === 0 ? 0xffff_ffff : 0x0100_0001)) >>> 0;
        return order === 'little' ? [bits, head] : [head, bits];
      });
      return { spec: { kind: 'evt21', order, ...size }, bytes: bytesOf(words, 4), entry: undefined };
    }),
  EVT3: fc
    .tuple(sizes, words16, fc.option(evt3Entry, { nil: undefined }))
    .map(([size, words, entry]) => ({ spec: { kind: 'evt3', ...size }, bytes: bytesOf(words, 2), entry: entry && evt3State(entry) })),
  'EVT3 of any bytes': fc.tuple(sizes, fc.array(size16, { maxLength: 500, size: 'max' })).map(([size, words]) => ({
    spec: { kind: 'evt3', ...size },
    bytes: bytesOf(words, 2),
    entry: evt3State({ haveTime: true, haveRow: true, y: 5 }),
  })),
  text: fc
    .tuple(separators, textSpec, sizes)
    .chain(([separator, spec, size]) =>
      textOf({ order: spec.order, separator }).map((bytes): Case => ({ spec: { ...spec, separator, ...size }, bytes, entry: undefined })),
    ),
};

/** Decodes piece by piece; at `handOver` (an index into the pieces) a new decoder goes on from the state of the old. */
function run(kernels: Kernels, { spec, bytes, entry }: Case, cuts: readonly number[]) {
  const { events, sink } = collector();
  const decoder = kernels.decoder(spec, entry);
  let from = 0;
  for (const cut of [...cuts.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length]) {
    decoder.decode(bytes.slice(from, cut), sink);
    from = cut;
  }
  decoder.finish(sink);
  return { events, tally: decoder.tally, triggers: decoder.takeTriggers(), state: [...decoder.state()] };
}

/** A place in a recording, from 0 to 1; doubles of fast-check crowd near 0. */
const place = fc.nat(10_000).map((part) => part / 10_000);

const cuts = fc.array(place, { maxLength: 6, size: 'max' });

describe.each(assemblies)('%s', (_name, kernels) => {
  for (const [name, arbitrary] of Object.entries(cases)) {
    it(`decodes ${name} as the twin does, however it is cut`, () => {
      fc.assert(
        fc.property(arbitrary, cuts, (example, places) => {
          const expected = run(twin, example, []);
          expect(run(kernels, example, [])).toEqual(expected);
          expect(run(kernels, example, places)).toEqual(expected);
          expect(run(twin, example, places)).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    });
  }

  for (const [name, recordBytes] of [
    ['DAT that mostly ascends', 8],
    ['EVT2', 4],
    ['EVT2.1', 8],
    ['EVT3', 2],
  ] as const) {
    it(`goes on from a saved state of ${name} as if nothing had happened`, () => {
      fc.assert(
        fc.property(cases[name]!, place, (example, part) => {
          const cut = Math.floor((part * example.bytes.length) / recordBytes) * recordBytes;
          const whole = run(twin, example, []);
          const first = run(kernels, { ...example, bytes: example.bytes.slice(0, cut) }, []);
          const second = run(kernels, { ...example, bytes: example.bytes.slice(cut), entry: Float64Array.from(first.state) }, []);
          expect([...first.events, ...second.events]).toEqual(whole.events);
          expect(second.state).toEqual(whole.state);
          for (const key of ['events', 'on', 'triggers', 'outOfRange', 'timeDecreases', 'wraps', 'droppedWords', 'unknownWords'] as const) {
            expect(first.tally[key] + second.tally[key]).toBe(whole.tally[key]);
          }
        }),
        { numRuns: 200 },
      );
    });
  }

  it('decodes lent input without a copy, in blocks, and from inside a sink', () => {
    const count = 200_000;
    const records = new Uint32Array(2 * count);
    for (let i = 0; i < count; i++) {
      records[2 * i] = i;
      records[2 * i + 1] = ((i % 1280) | ((i % 720) << 14) | ((i & 1) << 28)) >>> 0;
    }
    const input = kernels.lendInput(records.byteLength);
    input.set(new Uint8Array(records.buffer));
    const spec: DecoderSpec = { kind: 'dat', version: 2, recordType: 'cd', width: 1280, height: 720 };
    const decoder = kernels.decoder(spec);
    let next = 0;
    let inner = 0;
    decoder.decode(input, (columns) => {
      expect(columns.length * 9).toBeLessThanOrEqual(512 * 1024);
      kernels.decoder(spec).decode(new Uint8Array(80), (nested) => {
        inner += nested.length;
      });
      for (let i = 0; i < columns.length; i++, next++) {
        if (columns.baseMicros + columns.t[i]! !== next || columns.x[i] !== next % 1280 || columns.p[i] !== (next & 1)) {
          throw new Error(`Event ${next} is wrong`);
        }
      }
    });
    expect(next).toBe(count);
    expect(inner % 10).toBe(0);
    expect(inner).toBeGreaterThan(0);
    expect(decoder.tally).toMatchObject({
      events: count,
      on: count / 2,
      minMicros: 0,
      maxMicros: count - 1,
      outOfRange: 0,
      timeDecreases: 0,
    });
  });
});
