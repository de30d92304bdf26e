import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../../src/base/errors.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { createNpzWriter } from '../../../src/formats/numpy/npz-writer.js';
import { CollectSink } from '../collect-sink.js';
import { writeHdf5 } from '../hdf5/h5wasm-file.js';
import { columnsOf, openRecording, type PlainEvent, readEvents } from '../read-recording.js';
import { propheseeFile } from './prophesee-file.js';

const events: PlainEvent[] = Array.from({ length: 1200 }, (_, i) => [5000 + 37 * i, (i * 31) % 640, (i * 17) % 480, i % 3 === 0 ? 1 : 0]);

function library(version: 'earliest' | 'v110' | 'latest', maxshape: null[] | null): Promise<Uint8Array> {
  return writeHdf5(version, (file) => {
    const group = file.create_group('events');
    const columns = {
      t: BigInt64Array.from(events, ([t]) => BigInt(t)),
      x: Uint16Array.from(events, ([, x]) => x),
      y: Uint16Array.from(events, ([, , y]) => y),
      p: Uint8Array.from(events, ([, , , p]) => p),
    };
    for (const [name, data] of Object.entries(columns)) group.create_dataset({ name, data, chunks: [100], compression: 'gzip', maxshape });
    for (let i = 0; i < 12; i += 1) file.create_attribute(`a${i}`, `text ${i}`);
  });
}

async function archive(): Promise<Uint8Array> {
  const sink = new CollectSink();
  const writer = createNpzWriter(sink, { width: 640, height: 480 });
  for (const columns of columnsOf(events)) await writer.write(columns);
  await writer.finish();
  return sink.bytes();
}

const files: readonly (readonly [string, () => Promise<Uint8Array>])[] = [
  ['old.h5', () => library('earliest', null)],
  ['fixed.h5', () => library('v110', null)],
  ['growing.h5', () => library('latest', [null])],
  ['prophesee.h5', async () => propheseeFile(events, [{ micros: 6000, id: 1, edge: 1 }], 200)],
  ['archive.npz', archive],
];

const change = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }), value: fc.nat(255) }),
  fc.record({
    kind: fc.constant('word' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    value: fc.constantFrom(0, 255, 1, 127),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }), value: fc.constant(0) }),
);

describe('damaged files end with an answer', () => {
  it.each(files)(
    '%s',
    async (name, make) => {
      const whole = await make();
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), async (changes, near) => {
          let bytes = whole.slice();
          for (const { kind, at, value } of changes) {
            const place = Math.floor(at * (near ? Math.min(4096, bytes.length) : bytes.length));
            if (kind === 'cut') bytes = bytes.slice(0, place + 1);
            else bytes.fill(value, place, place + (kind === 'word' ? 8 : 1));
          }
          try {
            const { layout, source } = await openRecording(bytes, name);
            await runPlan(source, layout.locateTime((layout.facts.firstMicros!.value + layout.facts.lastMicros!.value) / 2));
            await runPlan(source, layout.sampleTimes(8));
            if (layout.chunkCount < 100) await readEvents(layout, source);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(FirstlightError);
            expect((thrown as FirstlightError).code).toMatch(/corrupt|truncated|unsupported|out-of-range|too-large/);
          }
        }),
        { numRuns: 2000 },
      );
    },
    300_000,
  );
});
