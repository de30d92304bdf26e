import { deflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { Dataset } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { createHdf5Writer, type Hdf5WriterOptions } from '../../../src/formats/hdf5-events/hdf5-writer.js';
import { createNpzWriter } from '../../../src/formats/numpy/npz-writer.js';
import { CollectSink } from '../collect-sink.js';
import { readHdf5 } from '../hdf5/h5wasm-file.js';
import { columnsOf, kernels, openRecording, type PlainEvent, readEvents } from '../read-recording.js';

function someEvents(count: number): PlainEvent[] {
  return Array.from({ length: count }, (_, i) => [2 ** 33 - 9000 + 7 * i, (i * 31) % 640, (i * 17) % 480, i % 3 === 0 ? 1 : 0]);
}

async function written(events: readonly PlainEvent[], options: Partial<Hdf5WriterOptions> = {}): Promise<Uint8Array> {
  const sink = new CollectSink();
  const writer = createHdf5Writer(sink, { width: 640, height: 480, deflate: (bytes) => kernels.deflate(bytes, 'zlib'), ...options });
  for (const columns of columnsOf(events, 777)) await writer.write(columns);
  await writer.finish();
  return sink.bytes();
}

describe('HDF5 as evlib lays it out', () => {
  it.each([
    ['one chunk', 500, {}],
    ['several chunks, the last one short', 5000, { chunkEvents: 1500 }],
    ['a B-tree of two levels', 5000, { chunkEvents: 40 }],
    ['a B-tree of three levels', 4200, { chunkEvents: 1 }],
    ['stored chunks', 3000, { chunkEvents: 1000, deflate: undefined }],
    ['a deflate of the caller', 3000, { deflate: async (bytes: Uint8Array) => deflateSync(bytes, { level: 9 }) }],
  ])('%s: the library and this reader read it', async (_, count, options) => {
    const events = someEvents(count);
    const bytes = await written(events, options);
    await readHdf5(bytes, (file) => {
      for (const [column, [name, dtype]] of [
        ['t', '<q'],
        ['x', '<H'],
        ['y', '<H'],
        ['p', '<b'],
      ].entries() as ArrayIterator<[number, [string, string]]>) {
        const dataset = file.get(`events/${name}`);
        if (!(dataset instanceof Dataset)) throw new Error(`no ${name}`);
        expect(dataset.dtype).toBe(dtype);
        expect(dataset.metadata.maxshape).toEqual([2 ** 64]);
        expect(Array.from(dataset.value as Iterable<number | bigint>, Number)).toEqual(events.map((event) => event[column]));
      }
      expect(Number(file.attrs.width?.value)).toBe(640);
      expect(Number(file.attrs.height?.value)).toBe(480);
    });
    const { layout, source } = await openRecording(bytes, 'a.h5');
    expect(layout.facts).toMatchObject({ format: 'HDF5 evlib', geometry: { width: 640, height: 480, source: 'header' } });
    expect((await readEvents(layout, source)).events).toEqual(events);
  });

  it('without an event is an empty file that the library reads', async () => {
    await readHdf5(await written([]), (file) => {
      const dataset = file.get('events/t');
      expect(dataset instanceof Dataset && dataset.shape).toEqual([0]);
    });
  });

  it('counts triggers, which have no place; refuses impossible options', async () => {
    const sink = new CollectSink();
    const writer = createHdf5Writer(sink, { width: 1, height: 1 });
    await writer.write(columnsOf(someEvents(1))[0]!, [{ micros: 1, id: 0, edge: 1 }]);
    expect(writer.droppedTriggers).toBe(1);
    expect(() => createHdf5Writer(sink, { width: 1, height: 1, chunkEvents: 0 })).toThrow(/0 events/);
  });
});

describe('.npz', () => {
  it.each([0, 1, 777, 45_000])('%i events: other readers check its checksums, this one reads it', async (count) => {
    const events = someEvents(count);
    const sink = new CollectSink();
    const writer = createNpzWriter(sink, { width: 640, height: 480 });
    for (const columns of columnsOf(events, 10_000)) await writer.write(columns);
    await writer.finish();
    const members = unzipSync(sink.bytes());
    expect(Object.keys(members).sort()).toEqual(['events.npy', 'height.npy', 'width.npy']);
    const array = members['events.npy']!;
    expect(array.length).toBe(192 + 13 * count);
    expect(new TextDecoder().decode(array.subarray(10, 192))).toContain(`'shape': (${count},)`);
    if (count === 0) return;
    const { layout, source } = await openRecording(sink.bytes(), 'a.npz');
    expect(layout.facts).toMatchObject({ format: 'NPZ', geometry: { width: 640, height: 480, source: 'header' }, notices: [] });
    expect((await readEvents(layout, source)).events).toEqual(events);
  });
});
