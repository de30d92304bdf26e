import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { folderUrlOf, openUrlStore } from '../../src/bytes/open-url-store.js';

const files: Readonly<Record<string, string>> = {
  '/atlas.zarr/zarr.json': '{"node_type":"group"}',
  '/atlas.zarr/X/c/0': 'chunk',
  '/lab/manifest.json': '{"files":[{"name":"a.raw","byteLength":4},{"name":"b/1.png","byteLength":5}]}',
  '/lab/a.raw': 'data',
  '/plain/obs_manifest.json': '{}',
  '/bucket/atlas.zarr/zarr.json': '{}',
};
const asked: string[] = [];
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(path);
    const text = files[path];
    if (text === undefined) return response.writeHead(path.startsWith('/bucket/') ? 403 : 404).end();
    if (request.headers.range === undefined) return response.writeHead(200).end(text);
    const end = text.length - 1;
    return response.writeHead(206, { 'Content-Range': `bytes 0-${end}/${text.length}` }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => void asked.splice(0));
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

describe('a URL as a store', () => {
  it.each([
    ['https://host/a/atlas.zarr', 'https://host/a/atlas.zarr'],
    ['https://host/a/frames/', 'https://host/a/frames/'],
    ['https://host/a/atlas/.zmetadata?v=1', 'https://host/a/atlas/'],
    ['https://host/export/datasets.json', 'https://host/export/'],
    ['https://host/a/list.json', undefined],
    ['https://host/a/fan.raw', undefined],
  ])('%s is the folder %s', (url, folder) => {
    expect(folderUrlOf(url)).toBe(folder);
  });

  it('opens a Zarr store by the names that its format knows, and asks for nothing else', async () => {
    for (const url of [`${base}/atlas.zarr`, `${base}/atlas.zarr/`, `${base}/atlas.zarr/zarr.json`]) {
      const store = await openUrlStore(url);
      expect(store.label).toBe('atlas.zarr');
      expect((await store.open('X/c/0')).byteLength).toBe(5);
      expect(await store.stat('zarr.json')).toEqual({ name: 'zarr.json', byteLength: 21 });
      await expect(store.open('.zgroup')).rejects.toMatchObject({ code: 'not-found' });
      await expect(store.open('../lab/a.raw')).rejects.toMatchObject({ code: 'denied' });
      await expect(store.names('')).rejects.toMatchObject({ code: 'unsupported' });
      expect(asked.splice(0)).toEqual(['/atlas.zarr/X/c/0', '/atlas.zarr/zarr.json', '/atlas.zarr/.zgroup']);
    }
  });

  it('lists a folder that has a manifest, and opens one that has none by names', async () => {
    const lab = await openUrlStore(`${base}/lab/`);
    expect(await lab.names('')).toEqual({ files: ['a.raw'], folders: ['b'] });
    expect((await lab.open('a.raw')).byteLength).toBe(4);
    const plain = await openUrlStore(`${base}/plain/`);
    expect((await plain.open('obs_manifest.json')).byteLength).toBe(2);
    expect(asked).toEqual(['/lab/manifest.json', '/lab/a.raw', '/plain/manifest.json', '/plain/obs_manifest.json']);
  });

  it('takes what an object store refuses for not there, and says so where nothing is', async () => {
    const store = await openUrlStore(`${base}/bucket/atlas.zarr`);
    await expect(store.open('.zgroup')).rejects.toMatchObject({ code: 'not-found' });
    expect((await store.open('zarr.json')).byteLength).toBe(2);
    await expect(store.names('')).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('403') });
    expect((await openUrlStore(`${base}/bucket/`)).label).toBe('bucket');
  });

  it('is one file, or whatever a manifest names, else', async () => {
    expect(await (await openUrlStore(`${base}/lab/a.raw`)).names('')).toEqual({ files: ['a.raw'], folders: [] });
    expect(await (await openUrlStore(`${base}/lab/manifest.json`)).names('b')).toEqual({ files: ['1.png'], folders: [] });
    await expect(openUrlStore(`${base}/none.raw`)).rejects.toMatchObject({ code: 'not-found' });
  });
});
