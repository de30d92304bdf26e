import { describe, expect, it } from 'vitest';
import type { Abortable } from '../../src/base/abort.js';
import type { ByteSource } from '../../src/bytes/byte-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { MemoryStore } from '../../src/bytes/memory-store.js';
import { createEngineShared, type EngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openSource } from '../../src/engine/open-source.js';
import { openTableFolder } from '../../src/engine/open-table-source.js';
import type { TableFile } from '../../src/engine/table-file.js';
import { surveyTable } from '../../src/engine/table-survey.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { stringAt } from '../../src/shapes/table-strings.js';
import { largeH5ad } from '../formats/anndata/large-h5ad.js';
import { cells, clusters, entry, makeH5ad } from '../formats/anndata/make-h5ad.js';
import { makeMtx } from '../formats/tenx/make-tenx.js';
import { storeV3 } from '../formats/zarr/make-zarr.js';
import { testPorts } from './host-fixture.js';
import { RoundSource } from './round-source.js';

const makeShared = (budgetBytes = 128 << 20): EngineShared =>
  createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats, budgetBytes });
const everyCell = Array.from({ length: cells }, (_, cell) => cell);

async function open(source: ByteSource, name: string, shared = makeShared()): Promise<TableFile> {
  const opened = await openSource(source, name, shared);
  if (opened.kind !== 'cells') throw new Error(`opened as ${opened.kind}`);
  return opened.table;
}

describe('a table of cells', () => {
  it('finds genes by any name, in any case, and says where it looked', async () => {
    const table = await open(new MemorySource(await makeH5ad('csc')), 'a.h5ad');
    const expected = everyCell.map((cell) => entry(cell, 4));
    for (const name of ['ENSG4', 'Gene4', 'gene4', 'ensg4']) {
      const column = await table.geneColumn(name);
      expect(column).toMatchObject({ gene: 'ENSG4', index: 4, matrix: 'X', rounded: 0 });
      expect([...column.values]).toEqual(expected);
    }
    expect(await table.geneColumn('RAW4', { matrix: 'raw.X' })).toMatchObject({ gene: 'RAW4', matrix: 'raw.X' });
    await expect(table.geneColumn('CD3D')).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no gene CD3D in X; looked through the index, feature_name',
    });
    await expect(table.geneColumn('ENSG4', { matrix: 'layers/x' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(table.obsColumn('nothing')).rejects.toThrow('there are cluster, score, rank, age, note');
    await expect(table.embedding('nothing')).rejects.toMatchObject({ code: 'not-found' });
    await table.close();
  });

  it('is summed up column by column', async () => {
    const table = await open(new MemorySource(await makeH5ad('dense')), 'a.h5ad');
    const survey = await surveyTable(table);
    expect(survey.obs[0]).toEqual({
      name: 'cluster',
      kind: 'categorical',
      counts: new Map(['B', 'T', 'ü'].map((name) => [name, clusters.filter((other) => other === name).length])),
      missing: clusters.filter((name) => name === null).length,
    });
    const finite = everyCell.filter((cell) => cell !== 3).map((cell) => cell / 8);
    expect(survey.obs[1]).toEqual({
      name: 'score',
      kind: 'numeric',
      numbers: { min: 0, max: 22 / 8, mean: finite.reduce((sum, value) => sum + value, 0) / finite.length },
      missing: 1,
    });
    expect(survey.embeddings).toEqual([{ name: 'X_umap', dims: 2, missing: 1 }]);
    expect(await table.sampleMatrix('X')).toMatchObject({ look: 'counts', min: 0, max: 3 });
    await table.close();
  });

  it('keeps to the budget: what is larger is refused before it is read', async () => {
    const table = await open(new MemorySource(await largeH5ad('csc')), 'a.h5ad', makeShared(10_000));
    const before = table.bytesRead;
    await expect(table.geneColumns(['g1'])).rejects.toMatchObject({ code: 'too-large' });
    await expect(table.cellNames()).rejects.toMatchObject({ code: 'too-large' });
    expect(table.bytesRead - before).toBeLessThan(64 << 10);
    await table.close();
  });
});

describe('reads over a distance', () => {
  it('open a file, and fetch a gene of compressed columns, in few rounds', async () => {
    const source = new RoundSource(new MemorySource(await largeH5ad('csc')));
    const table = await open(source, 'a.h5ad');
    const opening = { rounds: source.rounds, bytes: table.bytesRead };
    await table.geneNames();
    const before = { rounds: source.rounds, bytes: table.bytesRead };
    const { values } = await table.geneColumn('g7');
    expect(values[3]).toBe(10);
    expect(values.filter((value) => value !== 0)).toHaveLength(400);
    // The beginning, and a block of descriptions behind the values.
    expect(opening).toEqual({ rounds: 2, bytes: 80 << 10 });
    expect(source.rounds - before.rounds).toBe(1);
    // A chunk of indices and one of values, in blocks; the pointers came with the descriptions.
    expect(table.bytesRead - before.bytes).toBe(32 << 10);
    await table.close();
  });

  it('stop with the scan that wanted them', async () => {
    const bytes = await largeH5ad('csr');
    const inner = new MemorySource(bytes);
    const controller = new AbortController();
    let cancelled = 0;
    let slow = false;
    const source: ByteSource = {
      path: 'far',
      byteLength: bytes.length,
      growing: false,
      async read(offset: number, length: number, { signal }: Abortable = {}) {
        if (!slow) return inner.read(offset, length);
        setTimeout(() => controller.abort(), 1);
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            cancelled += 1;
            reject(signal.reason);
          });
        });
      },
      fingerprint: () => inner.fingerprint(),
      close: () => inner.close(),
    };
    const table = await open(source, 'a.h5ad');
    await table.geneNames();
    slow = true;
    await expect(table.geneColumn('g7', { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(cancelled).toBeGreaterThan(0);
    slow = false;
    expect((await table.geneColumn('g7')).values[3]).toBe(10);
    await table.close();
  });
});

describe('a folder', () => {
  it('is a table where it is a Zarr store; chunks that are read are counted', async () => {
    const files = storeV3(true, { at: 'end', checksum: true });
    const table = await openTableFolder(new MemoryStore(files), 'a.zarr', makeShared());
    expect(table?.facts).toMatchObject({ format: 'AnnData Zarr v3', cells: 4 });
    const before = table!.bytesRead;
    expect([...(await table!.embedding('X_umap')).values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(table!.bytesRead - before).toBe(files['obsm/X_umap/c/0/0']!.length + files['obsm/X_umap/c/1/0']!.length);
    await table!.close();
  });

  it('of gzipped text is inflated once', async () => {
    const files = makeMtx(true, false);
    const table = await openTableFolder(new MemoryStore(files), 'counts', makeShared());
    const before = table!.bytesRead;
    expect([...(await table!.geneColumn('Gene3')).values]).toEqual(everyCell.map((cell) => entry(cell, 3)));
    expect(stringAt(await table!.cellNames(), 2)).toBe('BC2-1');
    expect(table!.bytesRead).toBe(before);
    await table!.close();
  });

  it('is none where nothing says so', async () => {
    expect(await openTableFolder(new MemoryStore({ 'a.png': Uint8Array.of(1) }), 'pictures', makeShared())).toBeUndefined();
  });
});
