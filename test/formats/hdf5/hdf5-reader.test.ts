import type { LIBVER_BOUND } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { type Plan, runPlan } from '../../../src/bytes/plan.js';
import { readAttributes } from '../../../src/formats/hdf5/attribute.js';
import { lookup3 } from '../../../src/formats/hdf5/checksum.js';
import { findChunk } from '../../../src/formats/hdf5/chunk-lookup.js';
import { type Dataset, readDataset } from '../../../src/formats/hdf5/dataset.js';
import { listLinks } from '../../../src/formats/hdf5/group.js';
import { findObject, type Hdf5File, openHdf5File } from '../../../src/formats/hdf5/hdf5-file.js';
import { writeHdf5 } from './h5wasm-file.js';

const versions: readonly LIBVER_BOUND[] = ['earliest', 'v108', 'v110', 'latest'];

async function withFile<Result>(bytes: Uint8Array, use: (file: Hdf5File) => Plan<Result>): Promise<Result> {
  const source = new MemorySource(bytes);
  const file = await runPlan(source, openHdf5File(bytes.slice(0, 2048), bytes.length));
  return await runPlan(source, use(file), { maxRounds: 10_000 });
}

function* datasetAt(file: Hdf5File, path: string): Plan<Dataset> {
  const header = yield* findObject(file, path);
  return yield* readDataset(file, header!);
}

/** First stored byte of every chunk of an unfiltered data set of bytes, −1 where nothing was written. */
function* firstBytes(file: Hdf5File, path: string): Plan<number[]> {
  const dataset = yield* datasetAt(file, path);
  const { layout } = dataset;
  if (layout.kind !== 'chunked') throw new Error('not chunked');
  const counts = dataset.space.shape.map((length, axis) => Math.ceil(length / layout.chunkShape[axis]!));
  const found: number[] = [];
  const scaled = counts.map(() => 0);
  for (;;) {
    const place = yield* findChunk(file, dataset, layout, scaled);
    if (place === undefined) found.push(-1);
    else found.push((yield [{ offset: file.superblock.baseAddress + place.address, length: 1 }])[0]![0]!);
    let axis = counts.length - 1;
    while (axis >= 0 && ++scaled[axis]! === counts[axis]) scaled[axis--] = 0;
    if (axis < 0) return found;
  }
}

describe.each(versions)('HDF5 files written by the library for %s', (version) => {
  it.each([
    ['fixed', null],
    ['growing', [null]],
  ] as const)('finds every chunk of a data set of %s length', async (_, maxshape) => {
    const data = Uint8Array.from({ length: 3000 }, (_unused, i) => Math.floor(i / 2) % 251);
    const bytes = await writeHdf5(version, (file) => {
      file.create_dataset({ name: 'a', data, chunks: [2], maxshape: maxshape === null ? null : [...maxshape] });
    });
    const found = await withFile(bytes, (file) => firstBytes(file, '/a'));
    expect(found).toEqual(Array.from({ length: 1500 }, (_unused, i) => i % 251));
  });

  it.each([
    [null, null],
    [null, 8],
    [40, null],
  ])('finds every chunk of a data set of two dimensions that may grow to %s × %s', async (rows, columns) => {
    const data = Uint8Array.from({ length: 40 * 8 }, (_, i) => i % 251);
    const bytes = await writeHdf5(version, (file) => {
      file.create_dataset({ name: 'a', data, shape: [40, 8], chunks: [4, 2], maxshape: [rows, columns] });
    });
    const expected = Array.from({ length: 40 }, (_, chunk) => (Math.floor(chunk / 4) * 4 * 8 + (chunk % 4) * 2) % 251);
    expect(await withFile(bytes, (file) => firstBytes(file, '/a'))).toEqual(expected);
  });

  it('lists groups of many members and objects of many attributes', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `member ${i}`).sort();
    const bytes = await writeHdf5(version, (file) => {
      const group = file.create_group('many');
      for (const name of names) group.create_group(name);
      for (let i = 0; i < 60; i += 1) group.create_attribute(`a${i}`, i);
      group.create_attribute('text', 'héllo');
      group.create_attribute('pair', [1280, 720], null, '<i');
    });
    await withFile(bytes, function* (file) {
      const header = (yield* findObject(file, '/many'))!;
      expect((yield* listLinks(file, header)).map(({ name }) => name).sort()).toEqual(names);
      const attributes = yield* readAttributes(file, header);
      expect(attributes.get('a37')).toBe(37);
      expect(attributes.get('text')).toBe('héllo');
      expect(attributes.get('pair')).toEqual([1280, 720]);
      expect(attributes.size).toBe(62);
    });
  });

  it('follows soft links, and stops at links that go in circles or nowhere', async () => {
    const bytes = await writeHdf5(version, (file) => {
      file.create_group('real').create_group('inner');
      file.create_soft_link('/real', 'alias');
      file.create_soft_link('/nowhere', 'dangling');
      file.create_soft_link('/b', 'a');
      file.create_soft_link('/a', 'b');
      file.create_external_link('other.h5', '/x', 'outside');
    });
    await withFile(bytes, function* (file) {
      const real = yield* findObject(file, '/real/inner');
      expect((yield* findObject(file, '/alias/inner'))?.address).toBe(real?.address);
      expect(yield* findObject(file, '/dangling')).toBeUndefined();
      expect(yield* findObject(file, '/real/nobody')).toBeUndefined();
    });
    await expect(withFile(bytes, (file) => findObject(file, '/a'))).rejects.toMatchObject({ code: 'corrupt' });
    await expect(withFile(bytes, (file) => findObject(file, '/outside'))).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('describes datatypes', async () => {
    const bytes = await writeHdf5(version, (file) => {
      file.create_dataset({ name: 'f', data: new Float32Array([1.5]) });
      file.create_dataset({ name: 'u', data: new Uint16Array([1, 2]) });
      file.create_dataset({ name: 's', data: ['abc'], dtype: 'S3' });
    });
    await withFile(bytes, function* (file) {
      expect((yield* datasetAt(file, '/f')).type).toEqual({ class: 'float', size: 4, order: 'little' });
      expect((yield* datasetAt(file, '/u')).type).toEqual({ class: 'integer', size: 2, signed: false, order: 'little' });
      expect((yield* datasetAt(file, '/s')).type).toMatchObject({ class: 'string', size: 3 });
    });
  });
});

describe('HDF5 checksums', () => {
  it("is Bob Jenkins' lookup3", () => {
    expect(lookup3(new TextEncoder().encode('Four score and seven years ago'))).toBe(0x17770551);
    expect(lookup3(new Uint8Array(0))).toBe(0xdeadbeef);
  });

  it('is verified: a changed byte in a checked structure is corrupt', async () => {
    const bytes = await writeHdf5('latest', (file) => {
      file.create_group('g');
    });
    const at = Buffer.from(bytes).indexOf('OHDR') + 8;
    bytes[at] = bytes[at]! ^ 1;
    await expect(withFile(bytes, (file) => findObject(file, '/g'))).rejects.toMatchObject({ code: 'corrupt' });
  });
});
