import { afterEach, describe, expect, test } from 'vitest';
import kernelsUrl from '../../dist/kernels/kernels.wasm?url';
import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import { ProviderClient } from '../../src/protocol/provider-client.js';
import type { TabSource } from '../../src/web/worker-messages.js';
import { WorkerProvider } from '../../src/web/worker-provider.js';

const opened: WorkerProvider[] = [];
afterEach(() => {
  for (const provider of opened.splice(0)) provider.close();
});

/** A viewer's client to an engine in a worker of this tab. */
function openTab(files: Readonly<Record<string, Uint8Array>>, title: string): ProviderClient {
  const named = Object.entries(files).map(([name, bytes]) => ({ name, file: new File([new Uint8Array(bytes)], name.split('/').at(-1)!) }));
  const source: TabSource = { kind: 'files', files: named, title };
  const createWorker = (): Worker => new Worker(new URL('../../src/web/engine-worker.ts', import.meta.url), { type: 'module' });
  const provider = new WorkerProvider({ source, createWorker, kernelsUrl });
  opened.push(provider);
  return new ProviderClient(provider);
}

/** The first whole answer to a view. */
function showPlane(provider: WorkerProvider, recording: string, t: number): Promise<AnswerOf<'plane'>> {
  return new Promise((resolve, reject) => {
    provider.listen((answer: Answer) => {
      if (answer.type === 'error') reject(new Error(answer.error.message));
      if (answer.type === 'plane' && answer.quality === 'exact') resolve(answer);
    });
    const place = { t, c: 0, z: 0 };
    provider.send({ type: 'view', view: 7, revision: 1, recording, want: { kind: 'plane', place, axis: 'T', chain: [] } });
  });
}

async function encode(type: 'image/png' | 'image/jpeg', value: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(20, 10);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `rgb(${value} ${value} ${value})`;
  context.fillRect(0, 0, 20, 10);
  return new Uint8Array(await (await canvas.convertToBlob({ type, quality: 1 })).arrayBuffer());
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const plain = [{ name: 'bytes', configuration: { endian: 'little' } }];
const array = (shape: number[], type: string): object => ({
  zarr_format: 3,
  node_type: 'array',
  shape,
  data_type: type,
  chunk_grid: { name: 'regular', configuration: { chunk_shape: shape } },
  chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
  fill_value: 0,
  codecs: plain,
  attributes: {},
});
const group = (attributes: object): object => ({ zarr_format: 3, node_type: 'group', attributes });

/** An AnnData of three cells and two genes in a Zarr store. */
const atlas: Readonly<Record<string, Uint8Array>> = {
  'zarr.json': json({
    ...group({ 'encoding-type': 'anndata' }),
    consolidated_metadata: {
      kind: 'inline',
      must_understand: false,
      metadata: {
        obs: group({ _index: 'id', 'column-order': ['depth'] }),
        'obs/id': array([3], 'int32'),
        'obs/depth': array([3], 'float32'),
        var: group({ _index: 'id' }),
        'var/id': array([2], 'int32'),
        obsm: group({}),
        'obsm/X_umap': array([3, 2], 'float32'),
        X: array([3, 2], 'float32'),
      },
    },
  }),
  'obs/id/c/0': new Uint8Array(Int32Array.of(7, 8, 9).buffer),
  'obs/depth/c/0': new Uint8Array(Float32Array.of(1, 2.5, -3).buffer),
  'var/id/c/0': new Uint8Array(Int32Array.of(1, 2).buffer),
  'obsm/X_umap/c/0/0': new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer),
  'X/c/0/0': new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
};

describe('a folder that is dropped on the page', () => {
  test('of a Zarr store is one table, whose columns are read in the tab', async () => {
    const client = openTab(atlas, 'atlas.zarr');
    expect(await client.list()).toMatchObject([{ recording: '0:/', name: 'atlas.zarr', kind: 'cells' }]);
    const { facts } = await client.describe('0:/');
    expect(facts).toMatchObject({ kind: 'cells', format: 'AnnData Zarr v3', cells: 3, genes: 2 });
    const answer = await client.ask('column', { type: 'column', recording: '0:/', column: { kind: 'obs', name: 'depth' } });
    expect(answer.column).toMatchObject({ kind: 'numbers', values: Float32Array.of(1, 2.5, -3) });
  });

  test.each(['image/png', 'image/jpeg'] as const)('of images (%s) is one stack, whose frames are those of its files', async (type) => {
    const ending = type.slice(6);
    const files: Record<string, Uint8Array> = {};
    for (const at of [1, 2, 3, 10]) files[`run/f${at}.${ending}`] = await encode(type, at * 20);
    const client = openTab(files, 'dropped files');
    expect(await client.list()).toMatchObject([{ recording: '0:run/', name: 'run', kind: 'stack', files: 4 }]);
    const { facts } = await client.describe('0:run/');
    expect(facts).toMatchObject({ kind: 'stack', frames: { value: 4, exactness: 'exact' }, width: 20, height: 10 });
    const plane = await showPlane(opened[0]!, '0:run/', 3);
    expect(plane).toMatchObject({ width: 20, height: 10, file: `f10.${ending}` });
    expect(plane.samples[0]).toBe(200);
  });
});
