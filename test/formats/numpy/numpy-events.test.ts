import { existsSync, readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { digestOf, openRecording, type PlainEvent, readEvents } from '../read-recording.js';

const count = 2000;
const events: PlainEvent[] = Array.from({ length: count }, (_, i) => [
  7_000_000 + 13 * i,
  (i * 31) % 640,
  (i * 17) % 480,
  i % 3 === 0 ? 1 : 0,
]);

/** An .npy file around bytes. */
function npy(descr: string, shape: string, data: Uint8Array, { version = 1, fortran = false } = {}): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const length = Math.ceil((start + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + data.length).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, length - start, true);
  else view.setUint32(8, length - start, true);
  bytes.set(new TextEncoder().encode(text), start);
  bytes[length - 1] = 0x0a;
  bytes.set(data, length);
  return bytes;
}

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const rowMajor = (order: readonly number[]): number[] => events.flatMap((event) => order.map((column) => event[column]!));
const columnMajor = (order: readonly number[]): number[] => order.flatMap((column) => events.map((event) => event[column]!));

async function expectEvents(bytes: Uint8Array, name: string, options = {}): Promise<Awaited<ReturnType<typeof openRecording>>> {
  const opened = await openRecording(bytes, name, options);
  expect((await readEvents(opened.layout, opened.source)).events).toEqual(events);
  expect(opened.layout.facts.events).toEqual({ value: count, exactness: 'exact' });
  return opened;
}

const codes = ({ layout }: Awaited<ReturnType<typeof openRecording>>): string[] => layout.facts.notices.map(({ code }) => code);

function bigEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) view.setFloat64(8 * i, value);
  return new Uint8Array(view.buffer);
}

describe('.npy', () => {
  it.each([
    ['N × 4, rows', "'<f8'", `(${count}, 4)`, bytesOf(Float64Array.from(rowMajor([0, 1, 2, 3]))), {}],
    ['N × 4, big-endian', "'>f8'", `(${count}, 4)`, bigEndian(rowMajor([0, 1, 2, 3])), {}],
    ['N × 4, columns', "'<i4'", `(${count}, 4)`, bytesOf(Int32Array.from(columnMajor([1, 2, 0, 3]))), { fortran: true }],
    ['4 × N, rows', "'<i4'", `(4, ${count})`, bytesOf(Int32Array.from(columnMajor([3, 0, 1, 2]))), { version: 2 }],
    ['4 × N, columns', "'<u4'", `(4L, ${count}L)`, bytesOf(Uint32Array.from(rowMajor([1, 2, 3, 0]))), { fortran: true, version: 3 }],
  ])('%s, its order guessed', async (_, descr, shape, data, options) => {
    const opened = await expectEvents(npy(descr, shape, data, options), 'a.npy');
    expect(codes(opened)).toEqual(['columns-guessed', 'geometry-sampled']);
    expect(opened.layout.facts.columns).toMatchObject({ timeUnit: 'us', source: 'guessed' });
  });

  it('N × 4 whose times go back now and then, or are in no order at all', async () => {
    const rows = rowMajor([1, 2, 3, 0]);
    for (let i = 100; i < count; i += 500) rows[4 * i + 3] = rows[4 * i - 1]! - 40;
    const stepsBack = await openRecording(npy("'<i8'", `(${count}, 4)`, bytesOf(BigInt64Array.from(rows, BigInt))), 'a.npy');
    expect(stepsBack.layout.facts.columns?.order).toEqual(['x', 'y', 'p', 't']);
    const shuffled = events.toSorted((a, b) => a[1] - b[1] || a[2] - b[2]).flatMap(([t, x, y, p]) => [y, x, t, p].map(BigInt));
    const sorted = await openRecording(npy("'<i8'", `(${count}, 4)`, bytesOf(BigInt64Array.from(shuffled))), 'a.npy');
    expect(sorted.layout.facts.columns?.order).toEqual(['x', 'y', 't', 'p']);
  });

  it('structured, with padding, other fields and any order', async () => {
    const view = new DataView(new ArrayBuffer(24 * count));
    for (const [i, [micros, column, row, on]] of events.entries()) {
      view.setFloat64(24 * i, micros / 1e6, true);
      view.setInt16(24 * i + 11, row, false);
      view.setUint8(24 * i + 13, on);
      view.setInt32(24 * i + 16, column, true);
    }
    const descr =
      "[('timestamp', '<f8'), ('', '|V3'), (('Row', 'y'), '>i2'), ('polarity', '|b1'), ('pad', '|S1', (2,)), ('x', '<i4'), ('id', '<u4')]";
    const { layout } = await expectEvents(npy(descr, `(${count},)`, new Uint8Array(view.buffer)), 'a.npy');
    expect(layout.facts.columns).toEqual({ order: ['t', 'y', 'p', 'x', '-'], timeUnit: 's', polarity: '01', source: 'header' });
  });

  it('is read lazily: the header and three places, then a chunk', async () => {
    const rows = 1_000_000;
    const data = new Int32Array(4 * rows);
    for (let i = 0; i < rows; i += 1) data.set([i, i % 600, i % 400, i & 1], 4 * i);
    const { layout, cost } = await openRecording(npy("'<i4'", `(${rows}, 4)`, bytesOf(data)), 'a.npy');
    expect(cost).toEqual({ rounds: 2, ranges: 3 + 2, bytes: 3 * 2048 * 16 + 2 * 16 });
    expect(layout.chunkCount).toBe(8);
  });

  it('a cut file opens with its whole events, and says so', async () => {
    const whole = npy("'<i4'", `(${count}, 4)`, bytesOf(Int32Array.from(rowMajor([0, 1, 2, 3]))));
    const opened = await openRecording(whole.subarray(0, whole.length - 21), 'a.npy');
    expect(codes(opened)).toContain('truncated');
    const read = await readEvents(opened.layout, opened.source);
    expect(read.events).toEqual(events.slice(0, -2));
    expect(read.truncatedBytes).toBe(11);
  });

  it.each([
    ['an empty array', "'<i4'", '(0, 4)', 'corrupt'],
    ['three columns', "'<i4'", '(50, 3)', 'unsupported'],
    ['text', "'<U4'", '(5, 4)', 'unsupported'],
    ['records without t', "[('x', '<u2'), ('y', '<u2'), ('p', '|u1')]", '(5,)', 'unsupported'],
    ['an impossible shape', "'<i4'", '(9007199254740991, 4)', 'corrupt'],
    ['a header that is no literal', '__import__', '(5, 4)', 'corrupt'],
    ['a header that does not end', "[('t'", '(5, 4)', 'corrupt'],
  ])('%s is refused', async (_, descr, shape, code) => {
    await expect(openRecording(npy(descr, shape, new Uint8Array(160)), 'a.npy')).rejects.toMatchObject({ code });
  });
});

describe('.npz', () => {
  const column = (i: 0 | 1 | 2 | 3): number[] => events.map((event) => event[i]);
  const members = {
    't.npy': npy("'<i8'", `(${count},)`, bytesOf(BigInt64Array.from(column(0), BigInt))),
    'x.npy': npy("'<u2'", `(${count},)`, bytesOf(Uint16Array.from(column(1)))),
    'y.npy': npy("'<u2'", `(${count},)`, bytesOf(Uint16Array.from(column(2)))),
    'p.npy': npy("'|b1'", `(${count},)`, bytesOf(Uint8Array.from(column(3)))),
    'width.npy': npy("'<i8'", '()', bytesOf(BigInt64Array.of(640n))),
    'height.npy': npy("'<i8'", '()', bytesOf(BigInt64Array.of(480n))),
  };

  it('one stored array a column', async () => {
    const opened = await expectEvents(zipSync(members, { level: 0 }), 'a.npz');
    expect(opened.layout.facts.geometry).toEqual({ width: 640, height: 480, source: 'header' });
    expect(codes(opened)).toEqual([]);
  });

  it('deflated: inflated as a whole, and says so', async () => {
    const opened = await expectEvents(zipSync(members, { level: 6 }), 'a.npz');
    expect(opened.layout.facts.geometry).toEqual({ width: 640, height: 480, source: 'header' });
    expect(codes(opened)).toEqual(['compressed-whole']);
  });

  it('one array of all columns', async () => {
    const array = npy("'<f8'", `(${count}, 4)`, bytesOf(Float64Array.from(rowMajor([0, 1, 2, 3]))));
    expect(codes(await expectEvents(zipSync({ 'arr_0.npy': array }, { level: 0 }), 'a.npz'))).toEqual([
      'columns-guessed',
      'geometry-sampled',
    ]);
    await expectEvents(zipSync({ 'events.npy': array, 'other.npy': npy("'<f8'", '(3, 3)', new Uint8Array(72)) }, { level: 9 }), 'a.npz');
  });

  it.each([
    ['with the data set before each name', ['events_t', 'event_x', 'ev_y', 'events_p'], []],
    ['of any names, told by their numbers', ['arr_0', 'arr_1', 'arr_2', 'arr_3'], ['columns-guessed']],
  ])('one array a column, %s', async (_, [t, x, y, p], notices) => {
    const named = {
      [`${t}.npy`]: members['t.npy'],
      [`${x}.npy`]: members['x.npy'],
      [`${y}.npy`]: members['y.npy'],
      [`${p}.npy`]: members['p.npy'],
    };
    expect(codes(await expectEvents(zipSync(named, { level: 0 }), 'a.npz'))).toEqual([...notices, 'geometry-sampled']);
  });

  it('columns of N × 1, and members that are no numbers', async () => {
    const tall = (descr: string, data: ArrayBufferView): Uint8Array => npy(descr, `(${count}, 1)`, bytesOf(data));
    const archive = {
      'camera.npy': npy("'<U8'", '()', new Uint8Array(32)),
      't.npy': tall("'<f8'", Float64Array.from(column(0))),
      'x.npy': tall("'<u2'", Uint16Array.from(column(1))),
      'y.npy': members['y.npy'],
      'p.npy': members['p.npy'],
    };
    await expectEvents(zipSync(archive, { level: 0 }), 'a.npz');
    await expectEvents(zipSync(archive, { level: 9 }), 'a.npz');
    await expect(openRecording(zipSync({ 'camera.npy': archive['camera.npy'] }), 'a.npz')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('damage of a deflated member is told by its checksum', async () => {
    const bytes = zipSync(members, { level: 6 });
    bytes[200] = bytes[200]! ^ 255;
    await expect(openRecording(bytes, 'a.npz')).rejects.toMatchObject({ code: 'corrupt' });
  });

  it.each([
    ['without a directory', zipSync(members).subarray(0, 900), 'truncated'],
    ['without arrays', zipSync({ 'readme.txt': new Uint8Array(5) }), 'unsupported'],
    ['with columns of unequal length', zipSync({ ...members, 'x.npy': npy("'<u2'", '(5,)', new Uint8Array(10)) }), 'corrupt'],
    ['with no columns', zipSync({ 'frames.npy': npy("'<u2'", '(5,)', new Uint8Array(10)) }), 'unsupported'],
    ['with a short member', zipSync({ ...members, 'x.npy': npy("'<u2'", `(${count},)`, new Uint8Array(10)) }, { level: 0 }), 'corrupt'],
  ])('an archive %s is refused', async (_, bytes, code) => {
    await expect(openRecording(bytes, 'a.npz')).rejects.toMatchObject({ code });
  });
});

describe('headerless arrays', () => {
  it('float32 rows, with the warning that ticks are lost', async () => {
    const opened = await expectEvents(bytesOf(Float32Array.from(rowMajor([0, 1, 2, 3]))), 'a.bin', {
      raw: 'float32',
      columns: ['t', 'x', 'y', 'p'],
    });
    expect(codes(opened)).toEqual(['float32-time', 'geometry-sampled']);
    expect(opened.layout.facts.notices[0]?.message).toMatch(/16\.8 s/);
  });

  it('columns in any order, with columns left out', async () => {
    const data = bytesOf(Float64Array.from(events.flatMap(([micros, column, row, on]) => [9, column, row, on * 2 - 1, micros / 1e6])));
    const opened = await expectEvents(data, 'a.bin', { raw: 'f8', columns: ['-', 'x', 'y', 'p', 't'], geometry: [640, 480] });
    expect(opened.layout.facts.columns).toEqual({ order: ['-', 'x', 'y', 'p', 't'], timeUnit: 's', polarity: 'signed', source: 'option' });
  });

  it('bytes at the end that make no row are counted', async () => {
    const data = bytesOf(Int32Array.from(rowMajor([0, 1, 2, 3])));
    const opened = await openRecording(data.subarray(0, data.length - 3), 'a.bin', { raw: 'int32' });
    expect((await readEvents(opened.layout, opened.source)).truncatedBytes).toBe(13);
  });

  it.each([
    [{ raw: 'complex64' }, 'unsupported'],
    [{ raw: 'int64', columns: ['t', 't', 'x', 'y'] as const }, 'unsupported'],
    [{ raw: 'int64', columns: ['t', 'x', 'y'] as const }, 'unsupported'],
  ])('%o is refused', async (options, code) => {
    await expect(openRecording(new Uint8Array(640), 'a.bin', options)).rejects.toMatchObject({ code });
  });
});

const folder = '../shared/data/events/derived';

describe.skipIf(!existsSync(folder))('arrays written by NumPy', () => {
  it.each(['gen4.npz', 'gen4-struct.npy', 'gen4-n4.npy'])('%s decodes to the digest of the second decoder', async (file) => {
    const { layout, source } = await openRecording(readFileSync(`${folder}/${file}`), file);
    expect(await digestOf(layout, source, 'looked-back')).toBe('c84c0bc8754e4c05390d4b316a878b79da34ec074053ae72eb0fded4ad498c6e');
  });
});
