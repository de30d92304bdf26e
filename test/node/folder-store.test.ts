import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderStore } from '../../src/node/folder-store.js';

let base: string;
let root: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'firstlight-folder-'));
  root = join(base, 'root');
  for (const folder of ['root', 'root/scans', 'root/scans/deep', 'root/.git', 'outside', 'root-2']) mkdirSync(join(base, folder));
  for (const file of ['.zgroup', 'scan10.raw', 'scan2.raw', 'Scan1.raw', '.hidden', '.git/config', 'scans/a.dat', 'scans/deep/b.dat']) {
    writeFileSync(join(root, file), file);
  }
  writeFileSync(join(base, 'outside', 'secret.raw'), 'secret');
  writeFileSync(join(base, 'root-2', 'secret.raw'), 'secret');
  symlinkSync(join(base, 'outside', 'secret.raw'), join(root, 'link-out.raw'));
  symlinkSync(join(base, 'outside'), join(root, 'folder-out'));
  symlinkSync(join(base, 'root-2'), join(root, 'sibling'));
  symlinkSync('scan2.raw', join(root, 'link-in.raw'));
  symlinkSync('..', join(root, 'scans', 'circle'));
  symlinkSync(root, join(base, 'root-link'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('FolderStore', () => {
  it('lists a folder in natural order, without hidden names, linked folders and ways out', async () => {
    const store = await FolderStore.open(root);
    expect(await store.names('')).toEqual({
      files: ['.zgroup', 'link-in.raw', 'Scan1.raw', 'scan2.raw', 'scan10.raw'],
      folders: ['scans'],
    });
    expect(await store.names('scans')).toEqual({ files: ['a.dat'], folders: ['deep'] });
    expect(await store.names('scans/circle/scans')).toEqual({ files: ['a.dat'], folders: ['deep'] });
    expect(store.label).toBe('root');
    for (const folder of ['folder-out', '..', '.git']) await expect(store.names(folder)).rejects.toMatchObject({ code: 'denied' });
    await expect(store.names('nothing')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.names('', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('tells size and time of files', async () => {
    const store = await FolderStore.open(root);
    expect(await store.stat('scans/a.dat')).toEqual({ name: 'scans/a.dat', byteLength: 11, modifiedMillis: expect.any(Number) });
    await expect(store.stat('scans')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(store.stat('link-out.raw')).rejects.toMatchObject({ code: 'denied' });
  });

  it('resolves its own root', async () => {
    const store = await FolderStore.open(join(base, 'root-link'));
    const source = await store.open('scan2.raw');
    expect(new TextDecoder().decode(await source.read(0, 5))).toBe('scan2');
    await source.close();
  });

  it.each([
    '../outside/secret.raw',
    'scans/../../outside/secret.raw',
    '/etc/passwd',
    '',
    'scans//a.dat',
    './scan2.raw',
    '.hidden',
    '.git/config',
    'link-out.raw',
    'folder-out/secret.raw',
    'sibling/secret.raw',
    'scan2.raw\0.png',
  ])('denies %j', async (name) => {
    const store = await FolderStore.open(root);
    await expect(store.open(name)).rejects.toMatchObject({ code: 'denied' });
  });

  it('opens what is inside, also over a link, and names what is missing', async () => {
    const store = await FolderStore.open(root);
    const source = await store.open('link-in.raw');
    expect(source.path).toBe('link-in.raw');
    await source.close();
    await expect(store.open('nothing.raw')).rejects.toMatchObject({ code: 'not-found', path: 'nothing.raw' });
    await expect(store.open('scans')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(FolderStore.open(join(root, 'scan2.raw'))).rejects.toMatchObject({ code: 'unsupported' });
  });
});
