import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import type { ByteStore } from '../../src/bytes/byte-store.js';
import { CountingSource } from '../../src/bytes/counting-source.js';
import { MemoryStore } from '../../src/bytes/memory-store.js';
import { subStore } from '../../src/bytes/sub-store.js';
import { Library } from '../../src/engine/library.js';
import { openLibraryEntry } from '../../src/engine/open-entry.js';
import { closeSource } from '../../src/engine/open-source.js';
import { createSystemClock } from '../../src/engine/system-clock.js';
import { FolderStore } from '../../src/node/folder-store.js';
import { npyFile, shared } from '../formats/open-planes.js';

const files = (...names: string[]): Record<string, Uint8Array> => Object.fromEntries(names.map((name) => [name, new Uint8Array(8)]));

async function list(
  ...stores: ByteStore[]
): Promise<{ recording: string; kind: string; files?: number | undefined; byteLength: number }[]> {
  const all = [];
  for await (const entries of new Library(stores, createSystemClock()).list()) all.push(...entries);
  return all;
}

async function listed(...names: string[]): Promise<string[]> {
  return (await list(new MemoryStore(files(...names), 'root'))).map(({ recording, kind }) => `${kind} ${recording}`);
}

describe('the library', () => {
  it('lists files of three kinds by their names, what cannot be told only where nothing else is there', async () => {
    expect(await listed('a.raw', 'b.ome.tif', 'c.h5ad', 'd.h5.zst', 'e.png', 'notes.md', 'x_filtered_feature_bc_matrix.h5')).toEqual([
      'events 0:a.raw',
      'stack 0:b.ome.tif',
      'cells 0:c.h5ad',
      'events 0:d.h5.zst',
      'stack 0:e.png',
      'cells 0:x_filtered_feature_bc_matrix.h5',
    ]);
    expect(await listed('notes.md', 'deep/recording')).toEqual(['unknown 0:notes.md', 'unknown 0:deep/recording']);
  });

  it('lists an image series as one entry, and what else lies in its folder', async () => {
    const names = [0, 1, 2, 10].map((at) => `run/frames/f_${at}.png`);
    const entries = await list(new MemoryStore(files(...names, 'run/frames/overview.png', 'run/frames/a.raw', 'run/b.dat')));
    expect(entries).toEqual([
      { recording: '0:run/b.dat', name: 'b.dat', folder: 'run', kind: 'events', byteLength: 8 },
      { recording: '0:run/frames/', name: 'frames', folder: 'run', kind: 'stack', byteLength: 40, files: 5 },
      { recording: '0:run/frames/a.raw', name: 'a.raw', folder: 'run/frames', kind: 'events', byteLength: 8 },
    ]);
    expect(await listed('1.tif', '2.tif', '3.tif', '4.tif', 'x.csv')).toEqual(['stack 0:/', 'events 0:x.csv']);
  });

  it('lists images one by one that are few, or have names of their own', async () => {
    expect(await listed('1.tif', '2.tif', '3.tif')).toHaveLength(3);
    expect(await listed('a1.tif', 'a2.tif', 'a3.tif', 'a4.tif', 'b.tif', 'c.tif', 'd.tif', 'e.tif')).toHaveLength(8);
  });

  it('lists Zarr stores, exports and 10x folders as tables, and nothing within', async () => {
    expect(
      await listed(
        'two.zarr/.zgroup',
        'two.zarr/X/.zarray',
        'two.zarr/obs/a.csv',
        'three/zarr.json',
        'three/images/1.tif',
        'cube.ome.zarr/zarr.json',
        'export/obs_manifest.json',
        'export/obs/a.bin',
        'tenx/matrix.mtx.gz',
        'tenx/features.tsv.gz',
        'tenx/barcodes.tsv.gz',
        'tenx/extra.h5ad',
      ),
    ).toEqual([
      'stack 0:cube.ome.zarr/',
      'cells 0:export/',
      'cells 0:tenx/',
      'cells 0:tenx/extra.h5ad',
      'cells 0:three/',
      'cells 0:two.zarr/',
    ]);
    expect(await listed('zarr.json', 'c/0/0')).toEqual(['cells 0:/']);
  });

  it('takes the NumPy arrays of a folder for what the first of them is', async () => {
    const events = npyFile('<i4', [1000, 4], new Uint8Array(16_000));
    const images = npyFile('<u2', [30, 40], new Uint8Array(2400));
    const four = (name: string, bytes: Uint8Array): Record<string, Uint8Array> =>
      Object.fromEntries([1, 2, 3, 4].map((at) => [`${name}/${at}.npy`, bytes]));
    const entries = await list(new MemoryStore({ ...four('events', events), ...four('images', images) }));
    expect(entries.map(({ recording, kind }) => `${kind} ${recording}`)).toEqual([
      'events 0:events/1.npy',
      'events 0:events/2.npy',
      'events 0:events/3.npy',
      'events 0:events/4.npy',
      'stack 0:images/',
    ]);
  });

  it('looks at two files of a series, however long it is', async () => {
    const looked: string[] = [];
    const store = new MemoryStore(files(...Array.from({ length: 500 }, (_, at) => `f${at}.png`)));
    const watched: ByteStore = {
      label: 'many',
      names: (folder) => store.names(folder),
      stat: (name) => {
        looked.push(name);
        return store.stat(name);
      },
      open: (name) => store.open(name),
      close: () => store.close(),
    };
    expect(await list(watched)).toMatchObject([{ recording: '0:/', name: 'many', files: 500, byteLength: 4000 }]);
    expect(looked).toEqual(['f0.png', 'f499.png']);
  });

  it('takes a store that lists nothing for one recording', async () => {
    const store = new MemoryStore({}, 'atlas.zarr');
    const unlisted: ByteStore = {
      label: store.label,
      names: async () => {
        throw new FirstlightError('unsupported', 'Names cannot be listed');
      },
      stat: (name) => store.stat(name),
      open: (name) => store.open(name),
      close: () => store.close(),
    };
    expect(await list(unlisted, new MemoryStore(files('a.dat')))).toMatchObject([
      { recording: '0:/', name: 'atlas.zarr', kind: 'cells' },
      { recording: '1:a.dat', kind: 'events' },
    ]);
  });

  it('stops when it is told to', async () => {
    const listing = new Library([new MemoryStore(files('a.dat'))], createSystemClock()).list({ signal: AbortSignal.abort() });
    await expect(listing[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('opening an entry of the library', () => {
  const npy = npyFile('|u1', [3, 6, 7], new Uint8Array(126));

  it('opens files and folders by their names, and leaves the store open', async () => {
    const store = new MemoryStore({ 'deep/a.npy': npy, 'deep/b.npy': npy });
    const file = await openLibraryEntry([store], '0:deep/a.npy', shared);
    expect(file).toMatchObject({ kind: 'stack', stack: { facts: { frames: { value: 3 } } } });
    await closeSource(file);
    const folder = await openLibraryEntry([store], '0:deep/', shared);
    expect(folder).toMatchObject({ kind: 'stack', stack: { path: 'deep', facts: { frames: { value: 6 } } } });
    await closeSource(folder);
    const root = await openLibraryEntry([subStore(store, 'deep')], '0:/', shared);
    expect(root).toMatchObject({ kind: 'stack', stack: { path: 'deep' } });
    await closeSource(root);
  });

  it('closes a recording when its sidecar cannot be waited for', async () => {
    const controller = new AbortController();
    const bytes = new Uint8Array(100);
    let closed = 0;
    const inner = new MemoryStore({ 'a.raw': bytes });
    const store: ByteStore = {
      label: 'slow',
      names: (folder) => inner.names(folder),
      stat: (name) => inner.stat(name),
      open: async (name) => {
        const source = new CountingSource(await inner.open(name === 'a.raw' ? name : 'a.raw'));
        if (name !== 'a.raw') {
          controller.abort();
          throw new FirstlightError('aborted', 'Stopped');
        }
        source.close = async () => {
          closed += 1;
        };
        return source;
      },
      close: () => inner.close(),
    };
    await expect(openLibraryEntry([store], '0:a.raw', shared, controller)).rejects.toMatchObject({ code: 'aborted' });
    expect(closed).toBe(1);
  });

  it.each(['1:a.dat', 'nothing', '0:missing.dat', '0:missing/'])('is not-found for %j', async (recording) => {
    await expect(openLibraryEntry([new MemoryStore({ 'deep/a.npy': npy })], recording, shared)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

const shelf = '../shared/data';
describe.skipIf(!existsSync(shelf))('a folder of all three kinds', () => {
  it('lists everything as what it is', async () => {
    const store = await FolderStore.open(shelf);
    for (const { recording, kind } of await list(store)) {
      if (/aedat4|expected/.test(recording)) continue;
      const opened = await openLibraryEntry([store], recording, shared);
      if (!/\.mov$/.test(recording)) expect(`${recording} ${opened.kind}`).toBe(`${recording} ${kind}`);
      await closeSource(opened);
    }
  });
});
