import { describe, expect, it } from 'vitest';
import { runPlan } from '../../../src/bytes/plan.js';
import { decodeChunk } from '../../../src/formats/event-formats.js';
import type { Trigger } from '../../../src/shapes/event-columns.js';
import { writeHdf5 } from '../hdf5/h5wasm-file.js';
import { kernels, openRecording, type PlainEvent, plainEvents, readEvents } from '../read-recording.js';
import { propheseeFile } from './prophesee-file.js';

const count = 3000;
const events: PlainEvent[] = Array.from({ length: count }, (_, i) => [
  5_000_000_000 + 37 * i + (i % 7),
  (i * 31) % 640,
  (i * 17) % 480,
  i % 3 === 0 ? 1 : 0,
]);
const t = BigInt64Array.from(events, ([micros]) => BigInt(micros));
const x = Uint16Array.from(events, ([, column]) => column);
const y = Uint16Array.from(events, ([, , row]) => row);
const p = Uint8Array.from(events, ([, , , on]) => on);
const signed = Int8Array.from(p, (on) => 2 * on - 1);

async function expectEvents(
  bytes: Uint8Array,
  format: string,
  options = {},
  expected = events,
): Promise<Awaited<ReturnType<typeof openRecording>>> {
  const opened = await openRecording(bytes, 'some.h5', options);
  expect(opened.layout.facts.format).toBe(format);
  expect(opened.layout.facts.events).toEqual({ value: expected.length, exactness: 'exact' });
  expect(opened.layout.facts.firstMicros?.value).toBe(expected[0]![0]);
  expect(opened.layout.facts.lastMicros?.value).toBe(expected.at(-1)![0]);
  expect((await readEvents(opened.layout, opened.source)).events).toEqual(expected);
  return opened;
}

const codes = ({ layout }: Awaited<ReturnType<typeof openRecording>>): string[] => layout.facts.notices.map(({ code }) => code);

describe('columns by name', () => {
  it.each([
    ['events', ['t', 'x', 'y', 'p'], 'HDF5 evlib'],
    ['events', ['ts', 'xs', 'ys', 'ps'], 'HDF5 evlib'],
    ['', ['t', 'x', 'y', 'p'], 'HDF5'],
    ['', ['timestamps', 'x', 'y', 'polarity'], 'HDF5'],
    ['raw_events', ['t', 'x', 'y', 'p'], 'HDF5'],
  ])('in /%s: %s', async (group, names, format) => {
    const bytes = await writeHdf5('earliest', (file) => {
      const place = group === '' ? file : file.create_group(group);
      for (const [at, data] of [t, x, y, signed].entries()) {
        place.create_dataset({ name: names[at]!, data, chunks: [700], compression: 'gzip' });
      }
      file.create_attribute('width', 640);
      file.create_attribute('height', 480);
    });
    const { layout } = await expectEvents(bytes, format);
    expect(layout.facts.geometry).toEqual({ width: 640, height: 480, source: 'header' });
    expect(layout.facts.columns).toEqual({ order: ['t', 'x', 'y', 'p'], timeUnit: 'us', polarity: 'signed', source: 'header' });
  });

  it.each([
    ['N × 1', [count, 1], [700, 1]],
    ['1 × N', [1, count], [1, 700]],
  ])('of %s, as MATLAB writes vectors, in chunks and in one piece', async (_, shape, chunks) => {
    const bytes = await writeHdf5('earliest', (file) => {
      const group = file.create_group('events');
      for (const [name, data] of Object.entries({ t, x, y, p })) {
        group.create_dataset({ name, data, shape, ...(name === 'x' ? {} : { chunks, compression: 'gzip' }) });
      }
    });
    await expectEvents(bytes, 'HDF5 evlib');
  });

  it('of different chunk sizes and number types', async () => {
    const bytes = await writeHdf5('latest', (file) => {
      const group = file.create_group('events');
      group.create_dataset({ name: 't', data: t, chunks: [100], compression: 'gzip' });
      group.create_dataset({ name: 'x', data: Int32Array.from(x), chunks: [999] });
      group.create_dataset({ name: 'y', data: Float64Array.from(y) });
      group.create_dataset({ name: 'p', data: p, chunks: [3000], compression: 'gzip', maxshape: [null] });
    });
    const opened = await expectEvents(bytes, 'HDF5 evlib');
    expect(opened.layout.facts.geometry).toEqual({ width: 640, height: 480, source: 'sampled' });
    expect(codes(opened)).toContain('geometry-sampled');
  });

  it('of float seconds, rounded on their digits', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      file.create_dataset({ name: 't', data: Float64Array.from(events, ([micros]) => micros / 1e6) });
      file.create_dataset({ name: 'x', data: x });
      file.create_dataset({ name: 'y', data: y });
      file.create_dataset({ name: 'p', data: p });
    });
    const { layout } = await expectEvents(bytes, 'HDF5');
    expect(layout.facts.columns?.timeUnit).toBe('s');
  });

  it('of unequal length: the events that are whole', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      file.create_dataset({ name: 't', data: t });
      file.create_dataset({ name: 'x', data: x.slice(0, 2990) });
      file.create_dataset({ name: 'y', data: y });
      file.create_dataset({ name: 'p', data: p });
    });
    expect(codes(await expectEvents(bytes, 'HDF5', {}, events.slice(0, 2990)))).toContain('truncated');
  });
});

describe('layouts of their own', () => {
  it('DSEC: t_offset is added, ms_to_idx leads to times', async () => {
    const offset = 4_999_999_000;
    const many = Array.from({ length: 400_000 }, (_, i): PlainEvent => [offset + 11 * i, i % 640, i % 480, i % 2]);
    const bytes = await writeHdf5('earliest', (file) => {
      const group = file.create_group('events');
      group.create_dataset({
        name: 't',
        data: Uint32Array.from(many, ([micros]) => micros - offset),
        chunks: [50_000],
        compression: 'gzip',
      });
      group.create_dataset({ name: 'x', data: Uint16Array.from(many, ([, column]) => column), chunks: [50_000] });
      group.create_dataset({ name: 'y', data: Uint16Array.from(many, ([, , row]) => row), chunks: [50_000] });
      group.create_dataset({ name: 'p', data: Uint8Array.from(many, ([, , , on]) => on), chunks: [50_000] });
      const table = BigUint64Array.from({ length: 4401 }, (_, ms) => BigInt(Math.min(Math.ceil((ms * 1000) / 11), 399_999)));
      file.create_dataset({ name: 'ms_to_idx', data: table });
      file.create_dataset({ name: 't_offset', data: BigInt64Array.of(BigInt(offset)), shape: [] });
    });
    const { layout, source } = await openRecording(bytes, 'dsec.h5');
    expect(layout.facts.format).toBe('HDF5 DSEC');
    expect(layout.facts.firstMicros?.value).toBe(offset);
    expect(layout.chunkCount).toBe(4);
    for (const chunk of [3, 1, 2]) {
      const cost = { rounds: 0, ranges: 0, bytes: 0 };
      const micros = many[chunk * 100_000 + 5]![0];
      expect(await runPlan(source, layout.locateTime(micros), { cost })).toBe(chunk);
      expect(cost.rounds).toBeLessThanOrEqual(5);
    }
  });

  it('M3ED: two cameras, sizes from their calibration', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      for (const side of ['left', 'right']) {
        const group = (file.get('prophesee') === null ? file.create_group('prophesee') : file).create_group(
          file.get('prophesee/left') === null ? 'left' : 'prophesee/right',
        );
        group.create_dataset({ name: 't', data: side === 'left' ? t : t.map((micros) => micros + 1n) });
        for (const [name, data] of Object.entries({ x, y, p })) group.create_dataset({ name, data });
        group.create_dataset({ name: 'ms_map_idx', data: BigUint64Array.of(0n, 27n) });
        group.create_group('calib').create_dataset({ name: 'resolution', data: Int32Array.of(640, 480) });
      }
    });
    const left = await expectEvents(bytes, 'HDF5 M3ED');
    expect(codes(left)).toContain('several-recordings');
    expect(left.layout.facts.geometry).toEqual({ width: 640, height: 480, source: 'header' });
    const later = events.map(([micros, column, row, on]): PlainEvent => [micros + 1, column, row, on]);
    await expectEvents(bytes, 'HDF5 M3ED', { dataset: 'prophesee/right' }, later);
    await expectEvents(bytes, 'HDF5 M3ED', { dataset: '/right/' }, later);
    await expect(openRecording(bytes, 'm3ed.h5', { dataset: 'middle' })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('/prophesee/left, /prophesee/right'),
    });
  });

  it('MVSEC: one array of x, y, t in seconds, p −1/+1; its order is a guess that can be corrected', async () => {
    const rows = Float64Array.from(events.flatMap(([micros, column, row, on]) => [column, row, micros / 1e6, 2 * on - 1]));
    const bytes = await writeHdf5('v110', (file) => {
      const group = file.create_group('davis').create_group('left');
      group.create_dataset({ name: 'events', data: rows, shape: [count, 4], chunks: [300, 3] });
      group.create_dataset({ name: 'image_raw', data: new Uint8Array(64), shape: [1, 8, 8] });
    });
    const opened = await expectEvents(bytes, 'HDF5 MVSEC');
    expect(codes(opened)).toContain('columns-guessed');
    expect(opened.layout.facts.columns).toEqual({ order: ['x', 'y', 't', 'p'], timeUnit: 's', polarity: 'signed', source: 'guessed' });
    const swapped = events.map(([micros, column, row, on]): PlainEvent => [micros, row, column, on]);
    await expectEvents(bytes, 'HDF5 MVSEC', { columns: ['y', 'x', 't', 'p'] }, swapped);
    await expect(openRecording(bytes, 'm.h5', { columns: ['t', 'x', 'p'] })).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('four columns of any names', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      const group = file.create_group('sensor');
      group.create_dataset({ name: 'a', data: p });
      group.create_dataset({ name: 'b', data: x });
      group.create_dataset({ name: 'c', data: y });
      group.create_dataset({ name: 'd', data: t });
    });
    expect(codes(await expectEvents(bytes, 'HDF5'))).toContain('columns-guessed');
  });

  it('Prophesee: ECF, the index of 2,000 µs, triggers with the chunk of their time', async () => {
    const many = Array.from(
      { length: 150_000 },
      (_, i): PlainEvent => [2 ** 32 - 900 + 3 * i, (i * 5) % 640, Math.floor(i / 40) % 480, i & 1],
    );
    const triggers: Trigger[] = [0, 70_000, 149_999].map((i) => ({ micros: many[i]![0], id: 6, edge: i === 0 ? 1 : 0 }));
    const bytes = propheseeFile(many, triggers, 16_384);
    const { layout, source } = await openRecording(bytes, 'cd.hdf5');
    expect(layout.facts).toMatchObject({
      format: 'HDF5 Prophesee',
      geometry: { width: 640, height: 480, source: 'header' },
      triggers: { value: 3, exactness: 'exact' },
    });
    expect(layout.chunkCount).toBe(3);
    const cost = { rounds: 0, ranges: 0, bytes: 0 };
    expect(await runPlan(source, layout.locateTime(many[140_000]![0]), { cost })).toBe(2);
    expect(cost.rounds).toBeLessThanOrEqual(3);
    const read = await readEvents(layout, source);
    expect(read.events).toEqual(many);
    expect(read.triggers).toEqual(triggers);
  });

  it('a filter that cannot be undone is named', async () => {
    const bytes = propheseeFile(events, [], 16_384, 32_013);
    await expect(openRecording(bytes, 'cd.hdf5')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('32013 (zfp)'),
    });
  });
});

describe('damage', () => {
  it('of one chunk: the recording opens, says so, and other chunks are whole', async () => {
    const many = 300_000;
    const bytes = await writeHdf5('earliest', (file) => {
      file.create_dataset({
        name: 't',
        data: BigInt64Array.from({ length: many }, (_, i) => BigInt(3 * i)),
        chunks: [100_000],
        compression: 'gzip',
      });
      for (const name of ['x', 'y', 'p'])
        file.create_dataset({ name, data: new Uint8Array(many).fill(1), chunks: [100_000], compression: 'gzip' });
    });
    const whole = await openRecording(bytes, 'whole.h5');
    const job = await runPlan(whole.source, whole.layout.planChunk(2, undefined));
    bytes.fill(0x55, job.ranges[0]!.offset + 5000, job.ranges[0]!.offset + 5010);
    const opened = await openRecording(bytes, 'damaged.h5');
    expect(codes(opened)).toContain('damaged');
    expect(opened.layout.facts.lastMicros).toEqual({ value: 600_000, exactness: 'provisional' });
    expect(await runPlan(opened.source, opened.layout.locateTime(310_000))).toBe(1);
    await expect(readEvents(opened.layout, opened.source)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('of one of several pieces of a chunk: the events of the others are handed on before it is thrown', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      for (const [name, data] of Object.entries({ t, x, y, p })) file.create_dataset({ name, data, chunks: [500], compression: 'gzip' });
    });
    const { layout, source } = await openRecording(bytes, 'whole.h5');
    const job = await runPlan(source, layout.planChunk(0, undefined));
    const parts = await Promise.all(job.ranges.map(({ offset, length }) => source.read(offset, length)));
    parts[8]!.fill(0x55, 20, 40);
    const found: PlainEvent[] = [];
    expect(() => decodeChunk(job, parts, kernels, (columns) => found.push(...plainEvents(columns)))).toThrow(/./);
    expect(found).toEqual([...events.slice(0, 1000), ...events.slice(1500)]);
  });

  it('a file that was cut opens with the events that are whole', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      for (const [name, data] of Object.entries({ t, x, y, p: signed })) file.create_dataset({ name, data });
    });
    const opened = await openRecording(bytes.subarray(0, bytes.length - 1000), 'cut.h5');
    expect(codes(opened)).toContain('truncated');
    expect((await readEvents(opened.layout, opened.source)).events).toEqual(events.slice(0, -1000));
  });
});

describe('what is no recording', () => {
  it.each([
    ['an empty data set', 'corrupt', new Uint16Array(0)],
    ['three columns', 'unsupported', undefined],
  ])('%s is %s', async (_, code, data) => {
    const bytes = await writeHdf5('earliest', (file) => {
      for (const name of data === undefined ? ['t', 'x', 'y'] : ['t', 'x', 'y', 'p']) {
        file.create_dataset({ name, data: data ?? x, shape: [data === undefined ? count : 0] });
      }
    });
    await expect(openRecording(bytes, 'bad.h5')).rejects.toMatchObject({ code });
  });

  it('times beyond 2⁵³ µs are out of range', async () => {
    const bytes = await writeHdf5('earliest', (file) => {
      file.create_dataset({ name: 't', data: t.map((micros) => micros + 2n ** 54n) });
      for (const [name, data] of Object.entries({ x, y, p })) file.create_dataset({ name, data });
    });
    await expect(openRecording(bytes, 'late.h5', { timeUnit: 'us' })).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('nanoseconds since 1970 are told from their size', async () => {
    const expected = events.map(([micros, ...rest]): PlainEvent => [micros + 1.6e15, ...rest]);
    const bytes = await writeHdf5('earliest', (file) => {
      file.create_dataset({ name: 't', data: t.map((micros) => (micros + 1_600_000_000_000_000n) * 1000n + 499n) });
      for (const [name, data] of Object.entries({ x, y, p })) file.create_dataset({ name, data });
    });
    const { layout } = await expectEvents(bytes, 'HDF5', {}, expected);
    expect(layout.facts.columns?.timeUnit).toBe('ns');
  });
});
