import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../src/bytes/byte-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openEventSource } from '../../src/engine/open-event-source.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { datBytes, datHeader, MadeUpDat, madeUpEvent } from './dat-recording.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { TestClock } from './test-clock.js';

const shared = () => createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats });
const events = Array.from({ length: 5000 }, (_, i) => madeUpEvent(i, 3, 64, 48));

/** A file that somebody still writes to. */
class GrowingFile implements ByteSource {
  readonly path = 'growing.dat';
  readonly growing = true;
  byteLength: number;

  constructor(
    readonly bytes: Uint8Array,
    public written: number,
  ) {
    this.byteLength = written;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.bytes.slice(offset, offset + length);
  }

  async refresh(): Promise<void> {
    this.byteLength = this.written;
  }

  async fingerprint(): Promise<string> {
    return 'growing';
  }

  async close(): Promise<void> {}
}

describe('opening', () => {
  it('sees through compression and says what that costs', async () => {
    const source = new MemorySource(gzipSync(datBytes(events, 64, 48)), 'a.dat.gz');
    const recording = await openEventSource(source, 'a.dat.gz', shared());
    expect(recording.facts).toMatchObject({ format: 'DAT', events: { value: 5000 }, geometry: { width: 64, height: 48 } });
    expect(recording.facts.notices.map(({ code }) => code)).toEqual(['compressed-whole']);
    await recording.survey();
    expect(recording.facts).toMatchObject({ events: { value: 5000, exactness: 'exact' }, integrity: { truncatedBytes: 0 } });
    await recording.close();
    const many = Array.from({ length: 400_000 }, (_, i) => madeUpEvent(i, 3, 1280, 720));
    const packed = gzipSync(datBytes(many, 1280, 720), { level: 1 });
    const cut = await openEventSource(new MemorySource(packed.subarray(0, packed.length / 2), 'b.dat.gz'), 'b.dat.gz', shared());
    expect(cut.facts.notices.map(({ code }) => code)).toContain('damaged');
    await cut.survey();
    expect(cut.facts.notices.map(({ code }) => code)).toContain('damaged');
    expect(cut.facts.events.value).toBeLessThan(390_000);
    expect(cut.facts.events.value).toBeGreaterThan(50_000);
  });

  it('reads the head and a handful of records of a recording of 10⁹ events, then one chunk for its first frame', async () => {
    const source = new MadeUpDat(1e9, 4);
    const recording = await openEventSource(source, 'a.dat', shared());
    const headBytes = datHeader(1280, 720).length;
    const block = 16_384;
    expect(source.reads[0]).toEqual({ offset: 0, length: 65_536 });
    expect(source.reads.length).toBe(17);
    expect(recording.bytesRead).toBe(65_536 + 15 * block + ((source.byteLength - 1) % block) + 1);
    source.reads.length = 0;
    expect(await recording.chunksOf(0, 10_000)).toEqual([0]);
    await recording.chunks.request(0, 'visible').value;
    expect(source.reads).toEqual([{ offset: headBytes, length: 1 << 20 }]);
    source.reads.length = 0;
    const chunks = await recording.chunksOf(1_000_000_000, 1_000_010_000);
    expect(chunks.length).toBeLessThanOrEqual(2);
    expect(source.reads.length).toBeLessThanOrEqual(3 * 16 + 1);
    expect(recording.bytesRead).toBeLessThan(4e6);
    await recording.close();
  });

  it('closes what cannot be opened', async () => {
    let closed = 0;
    const source = new MemorySource(new TextEncoder().encode('hello, this is no recording'), 'a.raw');
    source.close = async () => {
      closed += 1;
    };
    await expect(openEventSource(source, 'a.raw', shared())).rejects.toMatchObject({ name: 'FirstlightError', path: 'a.raw' });
    expect(closed).toBe(1);
  });

  it('follows a file that grows while it is described', async () => {
    const bytes = datBytes(events, 64, 48);
    const header = datHeader(64, 48).length;
    const file = new GrowingFile(bytes, header + 8 * 1000);
    const clock = new TestClock();
    const fixture = new HostFixture({ 'growing.dat': () => file }, { ports: { ...testPorts, clock } });
    fixture.send({ type: 'describe', request: 1, recording: '0:growing.dat' });
    fixture.send({
      type: 'view',
      view: 1,
      revision: 1,
      recording: '0:growing.dat',
      want: {
        kind: 'events',
        endMicros: 12_000,
        window: { kind: 'time', micros: 12_000 },
        representation: 'polarity',
        tauMicros: 1,
        regions: [],
      },
    });
    await clock.advance(0);
    file.written = header + 8 * 3000;
    await clock.advance(600);
    const known = fixture.answers.flatMap((answer) =>
      answer.type === 'facts' && answer.facts.kind === 'events' ? [answer.facts.events] : [],
    );
    expect(known.map(({ value }) => value)).toEqual([1000, 3000]);
    expect(known.at(-1)).toMatchObject({ growing: true });
    expect(fixture.frames(1).map(({ events: shown }) => shown)).toEqual([1000, 3000]);
    await fixture.host.close();
  });
});
