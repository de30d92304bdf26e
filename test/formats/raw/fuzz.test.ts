import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../../src/base/errors.js';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import type { Plan } from '../../../src/bytes/plan.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { openDat } from '../../../src/formats/dat/dat-format.js';
import { createDatWriter } from '../../../src/formats/dat/dat-writer.js';
import type { ByteSink, EventLayout, EventWriter, EventWriterOptions, OpenInput } from '../../../src/formats/event-format.js';
import { sniffFormat } from '../../../src/formats/event-formats.js';
import { evt2Coding } from '../../../src/formats/evt2/evt2-coding.js';
import { createEvt2Writer } from '../../../src/formats/evt2/evt2-writer.js';
import { evt3Coding } from '../../../src/formats/evt3/evt3-coding.js';
import { createEvt3Writer } from '../../../src/formats/evt3/evt3-writer.js';
import { evt21Coding, guessEvt21Order } from '../../../src/formats/evt21/evt21-coding.js';
import { createEvt21Writer } from '../../../src/formats/evt21/evt21-writer.js';
import { openRaw } from '../../../src/formats/raw/open-raw.js';
import { CollectSink } from '../collect-sink.js';
import { columnsOf, decodeChunks, openInput, type PlainEvent } from '../read-recording.js';

const runs = Number(process.env.FIRSTLIGHT_FUZZ_RUNS ?? 150);
const sizes = { chunkBytes: 256, wholeBytes: 0 };

const cases: readonly (readonly [
  string,
  (sink: ByteSink, options: EventWriterOptions) => EventWriter,
  (input: OpenInput) => Plan<EventLayout>,
])[] = [
  ['a.dat', createDatWriter, (input) => openDat(input, 32)],
  ['evt2.raw', createEvt2Writer, (input) => openRaw(input, () => evt2Coding, sizes)],
  [
    'evt21.raw',
    createEvt21Writer,
    (input) => openRaw(input, (encoding, data) => evt21Coding(encoding.order ?? guessEvt21Order(data)), sizes),
  ],
  ['evt3.raw', createEvt3Writer, (input) => openRaw(input, () => evt3Coding, sizes)],
];

/** Bytes overwritten, and a cut or something added at the end. */
const damage = fc.record({
  bytes: fc.array(fc.tuple(fc.oneof(fc.nat(200), fc.nat(4000)), fc.nat(255)), { maxLength: 6 }),
  cut: fc.option(fc.nat(4000)),
  added: fc.uint8Array({ maxLength: 20 }),
});

async function sample(create: (sink: ByteSink, options: EventWriterOptions) => EventWriter): Promise<Uint8Array> {
  const events = Array.from(
    { length: 300 },
    (_, index): PlainEvent => [1000 + index * 37, (index * 41) % 320, (index >> 3) % 240, index % 2],
  );
  const sink = new CollectSink();
  const writer = create(sink, { width: 320, height: 240 });
  for (const columns of columnsOf(events)) await writer.write(columns, [{ micros: 2000, id: 1, edge: 1 }]);
  await writer.finish();
  return sink.bytes();
}

describe.each(cases)('damaged %s', (name, create, openSmall) => {
  it('opens and decodes or is refused in words; it never crashes, hangs or asks for bytes that are not there', async () => {
    const good = await sample(create);
    await fc.assert(
      fc.asyncProperty(damage, async ({ bytes, cut, added }) => {
        const whole = Uint8Array.from([...good, ...added]);
        const bad = cut === null ? whole : whole.slice(0, Math.min(cut, whole.length));
        for (const [at, value] of bytes) if (at < bad.length) bad[at] = value;
        if (bad.length === 0) return;
        const source = new MemorySource(bad, name);
        const input = openInput(bad, name);
        for (const open of [openSmall, (probe: OpenInput) => sniffFormat(probe).open(probe)]) {
          try {
            const layout = await runPlan(source, open(input));
            for (const micros of [-1, 1000, 5000, 2 ** 40]) {
              const chunk = await runPlan(source, layout.locateTime(micros));
              expect(chunk).toBeGreaterThanOrEqual(0);
              expect(chunk).toBeLessThan(layout.chunkCount);
            }
            await runPlan(source, layout.sampleTimes(20));
            await decodeChunks(layout, source, () => undefined, 'carried');
            await decodeChunks(layout, source, () => undefined, 'looked-back');
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(FirstlightError);
            expect(['corrupt', 'truncated', 'unsupported']).toContain((thrown as FirstlightError).code);
            expect((thrown as FirstlightError).message).not.toContain('are needed');
          }
        }
      }),
      { numRuns: runs },
    );
  });
});
