import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { eventOutputNamed } from '../../src/cli/convert/event-outputs.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import type { EventRecording } from '../../src/engine/event-recording.js';
import { openEventSource } from '../../src/engine/open-event-source.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { testPorts } from '../engine/host-fixture.js';
import { CollectSink } from '../formats/collect-sink.js';

const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats });

/** What a writer makes of no events. */
async function emptyFile(format: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const { load, endings } = eventOutputNamed(format);
  const sink = new CollectSink();
  const create = await load();
  const writer = create(sink, { width: 64, height: 48 });
  await writer.finish();
  return { name: `empty.${endings[0]}`, bytes: sink.bytes() };
}

function open(name: string, bytes: Uint8Array): Promise<EventRecording> {
  return openEventSource(new MemorySource(bytes, name, { synchronous: true }), name, shared);
}

describe('a recording without events, as our writers write it where the format can say so', () => {
  it.each(['dat', 'evt3', 'evt2', 'evt2.1'])('%s', async (format) => {
    const { name, bytes } = await emptyFile(format);
    const recording = await open(name, bytes);
    expect(recording.facts).toMatchObject({ events: { value: 0, exactness: 'exact' } });
    expect(recording.facts.firstMicros).toBeUndefined();
    const { sha256 } = await recording.survey({ digest: true });
    expect(sha256).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    let events = 0;
    for await (const { length } of recording.columns({ fromMicros: 0, toMicros: 1e9 })) events += length;
    expect(events).toBe(0);
    expect(recording.facts.integrity).toMatchObject({ truncatedBytes: 0, unknownWords: 0 });
    await recording.close();
  });
});

describe('a header alone', () => {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('is truncated where nothing closes it', async () => {
    await expect(open('a.raw', bytesOf('% evt 3.0\n% geometry 64x48\n'))).rejects.toMatchObject({ code: 'truncated' });
    await expect(open('a.dat', bytesOf('% Version 2\n% Width 64\n% Height 48\n'))).rejects.toMatchObject({ code: 'truncated' });
  });

  it('is truncated where part of a record follows it', async () => {
    await expect(open('a.raw', bytesOf('% evt 3.0\n% end\nx'))).rejects.toMatchObject({ code: 'truncated' });
    await expect(open('a.dat', bytesOf('% Version 2\n% end\n\x0c\x08abc'))).rejects.toMatchObject({ code: 'truncated' });
  });
});
