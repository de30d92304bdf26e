import { afterEach, describe, expect, it } from 'vitest';
import { openUrlStore } from '../../src/bytes/open-url-store.js';
import { createEngineHost } from '../../src/engine/engine-host.js';
import { createInProcessProvider } from '../../src/engine/in-process-provider.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { ProviderClient } from '../../src/protocol/provider-client.js';
import { RangeServer } from '../app/range-server.js';
import { npyFile } from '../formats/open-planes.js';
import { pngFile } from '../formats/png/write-png.js';
import { storeV2, storeV3 } from '../formats/zarr/make-zarr.js';
import { testPorts } from './host-fixture.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A viewer's client to an engine over a URL of a plain web server with these files. */
async function openUrl(
  files: Readonly<Record<string, Uint8Array>>,
  path: string,
): Promise<{ client: ProviderClient; server: RangeServer }> {
  const contents = Object.entries(files).map(([name, bytes]) => [
    name,
    { byteLength: bytes.length, read: (offset: number, length: number) => bytes.subarray(offset, offset + length) },
  ]);
  const server = await RangeServer.start(Object.fromEntries(contents));
  const store = await openUrlStore(new URL(path, server.url('')).href);
  const kernels = createTwinKernels();
  const host = createEngineHost({
    stores: [store],
    kernels,
    ports: testPorts,
    budgetBytes: 64 << 20,
    place: 'tab',
    title: 'url',
    warm: false,
  });
  closing.push(
    () => host.close(),
    () => server.close(),
  );
  return { client: new ProviderClient(createInProcessProvider(host)), server };
}

const under = (folder: string, files: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]));

describe('a URL without a listing', () => {
  it.each([
    ['2', storeV2(true)],
    ['3', storeV3(true, { at: 'end', checksum: true })],
  ])('of a Zarr store of version %s is one table', async (version, files) => {
    const { client, server } = await openUrl(under('lab/atlas.zarr', files), 'lab/atlas.zarr');
    expect(await client.list()).toMatchObject([{ recording: '0:/', name: 'atlas.zarr', kind: 'cells' }]);
    expect(server.requests).toBe(0);
    const { facts } = await client.describe('0:/');
    expect(facts).toMatchObject({ kind: 'cells', format: `AnnData Zarr v${version}`, embeddings: [{ name: 'X_umap' }] });
  });

  it('says what is missing where a store keeps its metadata apart', async () => {
    const { client } = await openUrl(under('a.zarr', storeV2(false)), 'a.zarr/');
    await expect(client.describe('0:/')).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('does not list') });
  });

  it('of a folder with a manifest is a library', async () => {
    const png = (value: number): Uint8Array => pngFile({ width: 4, height: 3, bitDepth: 8, colourType: 0 }, new Uint8Array(12).fill(value));
    const files: Record<string, Uint8Array> = { 'cube.npy': npyFile('<u2', [5, 20, 30], new Uint8Array(6000)) };
    for (const at of [1, 2, 3, 10]) files[`frames/f${at}.png`] = png(at);
    const listed = Object.entries(files).map(([name, { byteLength }]) => ({ name, byteLength }));
    files['manifest.json'] = new TextEncoder().encode(JSON.stringify({ files: listed }));
    const { client } = await openUrl(under('lab', files), 'lab/');
    const entries = await client.list();
    expect(entries.map(({ recording, kind }) => `${kind} ${recording}`)).toEqual(['stack 0:cube.npy', 'stack 0:frames/']);
    expect((await client.describe('0:frames/')).facts).toMatchObject({ kind: 'stack', format: 'folder of PNG', frames: { value: 4 } });
    expect((await client.describe('0:cube.npy')).facts).toMatchObject({ kind: 'stack', frames: { value: 5 } });
  });
});
