import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { MemoryStore } from '../../src/bytes/memory-store.js';
import { Credits, partCredits } from '../../src/engine/credits.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openSource } from '../../src/engine/open-source.js';
import { joinSample, planSample } from '../../src/engine/sample-embedding.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { FolderStore } from '../../src/node/folder-store.js';
import { writeHdf5 } from '../formats/hdf5/h5wasm-file.js';
import { makeMtx } from '../formats/tenx/make-tenx.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { RoundSource } from './round-source.js';

const cells = 3000;
const genes = 400;
const folder = '../shared/data/cells';

/** 3,000 cells: a dense matrix of 4.8 MB, a map, five columns of 12 kB; everything contiguous. */
function atlas(): Promise<Uint8Array> {
  return writeHdf5('v110', (file) => {
    file.create_dataset({ name: 'X', data: new Float32Array(cells * genes).fill(1), shape: [cells, genes] });
    const texts = (count: number): string[] => Array.from({ length: count }, (_, at) => `n${at}`);
    const obs = file.create_group('obs');
    obs.create_dataset({ name: '_index', data: texts(cells), dtype: 'S8' });
    for (let column = 0; column < 5; column += 1) {
      obs.create_dataset({ name: `score${column}`, data: Float32Array.from({ length: cells }, (_, cell) => cell + column) });
    }
    file.create_group('var').create_dataset({ name: '_index', data: texts(genes), dtype: 'S8' });
    const map = Float32Array.from({ length: 2 * cells }, (_, at) => Math.sin(at));
    file.create_group('obsm').create_dataset({ name: 'X_umap', data: map, shape: [cells, 2] });
  });
}

describe('an atlas over a distance', () => {
  it('shows its map before anything else is read, and a column costs itself', async () => {
    const source = new RoundSource(new MemorySource(await atlas()));
    const host = new HostFixture({ 'a.h5ad': () => source });
    const recording = '0:a.h5ad';
    host.send({ type: 'describe', request: 1, recording });
    await host.answer('facts');
    const opened = source.take();
    host.send({ type: 'points', request: 2, recording, embedding: 'X_umap' });
    await host.answer('points', ({ final }) => final);
    const shown = source.take();
    // The beginning, and the descriptions behind the matrix; then the map.
    expect({ opened, shown }).toEqual({
      opened: { rounds: 2, ranges: 2, bytes: 80 << 10 },
      shown: { rounds: 1, ranges: 1, bytes: 32_864 },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    // What the matrix looks like, once there was something to see.
    expect(source.take().bytes).toBeLessThan(128 << 10);
    host.send({ type: 'column', request: 3, recording, column: { kind: 'obs', name: 'score3' } });
    await host.answer('column');
    expect(source.take().bytes).toBeLessThanOrEqual(32 << 10);
    for (const request of [4, 5]) host.send({ type: 'column', request, recording, column: { kind: 'obs', name: 'score3' } });
    await host.answer('column', ({ request }) => request === 5);
    expect(source.take().bytes).toBe(0);
  });
});

/** Cells on a spiral, 700,000 in 5.6 MB, and nothing else but their names. */
function largeAtlas(count = 700_000): Promise<Uint8Array> {
  return writeHdf5('v110', (file) => {
    file.create_group('obs').create_dataset({ name: '_index', data: new Int32Array(count) });
    file.create_group('var').create_dataset({ name: '_index', data: new Int32Array(1) });
    const map = Float32Array.from({ length: 2 * count }, (_, at) => (at >> 1) * Math.sin((at >> 1) / 1e5 + (at & 1)));
    file.create_group('obsm').create_dataset({ name: 'X_umap', data: map, shape: [count, 2] });
  });
}

describe('a large map', () => {
  it('shows its shape from parts of the file, then evenly, then all', async () => {
    const bytes = await largeAtlas();
    const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats });
    const opened = await openSource(new MemorySource(bytes), 'a.h5ad', shared);
    if (opened.kind !== 'cells') throw new Error(opened.kind);
    const before = opened.table.bytesRead;
    await opened.table.sampleEmbedding('X_umap');
    // 64 runs of 8 kB, in blocks of 16 KiB.
    expect(opened.table.bytesRead - before).toBe(1_553_540);
    const host = new HostFixture({ 'a.h5ad': () => new MemorySource(bytes) });
    host.send({ type: 'points', request: 1, recording: '0:a.h5ad', embedding: 'X_umap' });
    const first = await host.answer('points');
    const last = await host.answer('points', ({ final }) => final);
    const answers = host.answers.filter((answer) => answer.type === 'points');
    expect(first.part.kind === 'sample' && [first.part.cells.length, first.part.cells[1024]]).toEqual([65_536, Math.floor(698_976 / 63)]);
    const whole = new Float32Array(1_400_000);
    for (const { part, coordinates } of answers) if (part.kind === 'run') whole.set(coordinates, 2 * part.from);
    expect(whole.every((value, at) => value === Math.fround((at >> 1) * Math.sin((at >> 1) / 1e5 + (at & 1))))).toBe(true);
    expect(answers.map(({ part }) => part.kind).slice(0, 3)).toEqual(['sample', 'sample', 'run']);
    const [, even] = answers;
    if (even?.part.kind !== 'sample') throw new Error();
    expect(even.part.cells.length).toBeLessThanOrEqual(65_536);
    expect([...even.part.cells].every((cell, at) => even.coordinates[2 * at] === whole[2 * cell])).toBe(true);
    expect(last.bounds).toEqual(even.bounds);
  });

  it('is sent no faster than it is taken, and a viewer that takes nothing delays nobody', async () => {
    const bytes = await largeAtlas(1_500_000);
    const host = new HostFixture({ 'a.h5ad': () => new MemorySource(bytes) });
    const ask = (request: number): void => host.send({ type: 'points', request, recording: '0:a.h5ad', embedding: 'X_umap' });
    const partsOf = (request: number) => host.answers.filter((answer) => answer.type === 'points' && answer.request === request);
    const takeAll = async (request: number): Promise<void> => {
      for (const taken = new Set<unknown>(); ; ) {
        const part = await host.answer('points', (answer) => answer.request === request && !taken.has(answer));
        taken.add(part);
        expect(part.coordinates.byteLength).toBeLessThanOrEqual(1 << 20);
        if (part.final) return;
        host.send({ type: 'credit', request, frames: 1 });
      }
    };
    ask(1);
    ask(2);
    ask(3);
    await takeAll(2);
    expect(partsOf(2).length).toBeGreaterThan(partCredits);
    expect([partsOf(1).length, partsOf(3).length]).toEqual([partCredits, partCredits]);
    host.send({ type: 'cancel', request: 1 });
    host.send({ type: 'credit', request: 1, frames: 8 });
    host.send({ type: 'credit', request: 3, frames: 1000 });
    await host.answer('points', ({ request, final }) => request === 3 && final);
    expect(partsOf(1)).toHaveLength(partCredits);
    await host.host.close();
  });

  it('that waits to be taken ends at once when it is cancelled', async () => {
    const credits = new Credits(partCredits);
    const controller = new AbortController();
    for (let part = 0; part < partCredits; part += 1) await credits.take(controller.signal);
    const waiting = credits.take(controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    credits.credit(1);
    await credits.take(new AbortController().signal);
  });

  const rows = { rowBytes: 8, read: () => [][Symbol.iterator]() as never };

  it('is sampled where that is sooner than all of it', () => {
    const plain = planSample({ ...rows, chunkRows: 1 }, 2_000_000)!;
    expect(plain).toHaveLength(64);
    expect(plain.at(-1)).toEqual({ from: 2_000_000 - 1024, count: 1024 });
    const chunked = planSample({ ...rows, chunkRows: 16_384 }, 2_000_000)!;
    expect(chunked).toHaveLength(16);
    expect(chunked.every(({ from, count }) => from % 16_384 === 0 && from + count <= 2_000_000)).toBe(true);
    expect(planSample({ ...rows, chunkRows: 1 }, 200_000)).toBeUndefined();
    expect(planSample({ ...rows, chunkRows: 262_144 }, 2_000_000)).toBeUndefined();
  });

  it('is a map of the cells of its sample', () => {
    const runs = [
      { from: 5, count: 2 },
      { from: 90, count: 1 },
    ];
    const { cells: places, points } = joinSample('X_umap', runs, [Float64Array.of(1, 2, 3, 4), Float32Array.of(5, Number.NaN)], 2);
    expect([...places]).toEqual([5, 6, 90]);
    expect(points).toMatchObject({ dims: 2, cells: 3, missing: 1 });
    expect([...points.bounds]).toEqual([1, 2, 3, 4]);
  });
});

describe('a picture', () => {
  const colours = (rgba: Uint8Array): Set<number> => new Set(new Uint32Array(rgba.slice().buffer));

  it('of a table is its map', async () => {
    const bytes = await atlas();
    const host = new HostFixture({ 'a.h5ad': () => new MemorySource(bytes) });
    host.send({ type: 'thumbnail', request: 1, recording: '0:a.h5ad', width: 64, height: 48 });
    const { width, height, rgba, sparkline, facts } = await host.answer('thumbnail');
    expect([width, height, rgba.length, sparkline.length, facts.kind]).toEqual([64, 48, 4 * 64 * 48, 0, 'cells']);
    expect(colours(rgba).size).toBeGreaterThan(2);
  });

  it('of a table without a map is some of its numbers', async () => {
    const files = Object.fromEntries(Object.entries(makeMtx(true, false)).map(([name, bytes]) => [`counts/${name}`, bytes]));
    const host = new HostFixture({}, { stores: [new MemoryStore(files)] });
    host.send({ type: 'thumbnail', request: 1, recording: '0:counts/', width: 64, height: 48 });
    expect(colours((await host.answer('thumbnail')).rgba).size).toBeGreaterThan(2);
  });
});

describe.skipIf(!existsSync(folder))('real atlases', () => {
  it('answer what a viewer asks', async () => {
    const { files } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'));
    for (const [name, facts] of Object.entries<{ readonly cells: number }>(files)) {
      const host = new HostFixture({}, { stores: [await FolderStore.open(folder)] });
      await tour(host, `0:${name}`, facts.cells);
    }
    for (const name of ['synthetic-cell-types-2d', 'synthetic-development-3d', 'synthetic-trajectory-1d']) {
      const host = new HostFixture({}, { stores: [await FolderStore.open(folder)] });
      await tour(host, `0:cellucid-exports/${name}/`, undefined);
    }
  });
});

/** Asks for every map, column and some genes, and a selection; what adds up must add up. */
async function tour(host: HostFixture, recording: string, expectedCells: number | undefined): Promise<void> {
  let request = 1;
  host.send({ type: 'describe', request, recording });
  const { facts } = await host.answer('facts');
  if (facts.kind !== 'cells') throw new Error(facts.kind);
  if (expectedCells !== undefined) expect(facts.cells).toBe(expectedCells);
  for (const { name } of facts.embeddings) {
    request += 1;
    const asked = request;
    host.send({ type: 'points', request, recording, embedding: name });
    const points = await host.answer('points', (answer) => answer.request === asked && answer.final);
    expect(points.coordinates).toHaveLength(facts.cells * points.dims);
  }
  for (const { name } of facts.obs) {
    request += 1;
    const asked = request;
    host.send({ type: 'column', request, recording, column: { kind: 'obs', name } });
    const { column } = await host.answer('column', (answer) => answer.request === asked);
    const known = column.kind === 'categories' ? column.counts.reduce((sum, count) => sum + count, 0) : column.values.length;
    expect(known).toBe(facts.cells);
  }
  request += 1;
  host.send({ type: 'genes', request, recording, text: '', limit: 3 });
  if (facts.matrices.length === 0) return;
  const { genes: found, matrix } = await host.answer('genes');
  for (const { name } of found) {
    request += 1;
    const asked = request;
    host.send({ type: 'column', request, recording, column: { kind: 'gene', gene: name } });
    const { column } = await host.answer('column', (answer) => answer.request === asked);
    expect(column).toMatchObject({ kind: 'numbers', matrix });
  }
  const [first] = facts.embeddings;
  const points = [
    [-1e9, -1e9],
    [1e9, -1e9],
    [1e9, 1e9],
    [-1e9, 1e9],
  ] as const;
  const projection = first?.dims === 1 ? [1, 0, 0, 0] : (first?.dims ?? 0) >= 3 ? [1, 0, 0, 0, 0, 1, 0, 0] : undefined;
  request += 1;
  const set = {
    kind: 'polygon' as const,
    embedding: first!.name,
    points: [...points],
    ...(projection === undefined ? {} : { projection }),
  };
  host.send({ type: 'select', request, recording, want: { filters: [], steps: [{ op: 'add', set }] } });
  const selection = await host.answer('selection', ({ final }) => final);
  expect(selection.selectedCount).toBe(facts.cells);
  expect(selection.composition.length).toBeGreaterThanOrEqual(facts.obs.filter(({ kind }) => kind !== 'string').length);
}
