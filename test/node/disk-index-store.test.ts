import { chmodSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskIndexStore } from '../../src/node/disk-index-store.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('DiskIndexStore', () => {
  it('keeps bytes between runs and leaves no temporary files', async () => {
    const place = join(folder, 'deep', 'er');
    await new DiskIndexStore(place).set('abc.index', new Uint8Array([1, 2, 3]));
    const store = new DiskIndexStore(place);
    expect(await store.get('abc.index')).toEqual(new Uint8Array([1, 2, 3]));
    await store.set('abc.index', new Uint8Array([4]));
    expect(await store.get('abc.index')).toEqual(new Uint8Array([4]));
    expect(await store.get('other')).toBeUndefined();
    expect(readdirSync(place)).toEqual(['abc.index']);
  });

  it('drops what was not used for longest when it grows past its cap', async () => {
    const place = join(folder, 'capped');
    const store = new DiskIndexStore(place, 1000);
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      await store.set(key, new Uint8Array(300));
      utimesSync(join(place, key), 1000 + index, 1000 + index);
    }
    await store.get('a');
    writeFileSync(join(place, 'x.1-2.part'), 'left behind');
    utimesSync(join(place, 'x.1-2.part'), 1000, 1000);
    await store.set('d', new Uint8Array(300));
    expect(readdirSync(place).sort()).toEqual(['a', 'c', 'd']);
    await store.set('huge', new Uint8Array(1001));
    expect(await store.get('huge')).toBeUndefined();
  });

  it('takes no key that is a path', async () => {
    const store = new DiskIndexStore(folder);
    for (const key of ['../x', 'a/b', '', '.hidden', 'a\\b', 'x.part']) {
      await expect(store.get(key)).rejects.toMatchObject({ code: 'internal' });
    }
  });

  it('goes on where nothing can be written', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const store = new DiskIndexStore(join(folder, 'a-file'));
    await store.set('key', new Uint8Array(3));
    expect(await store.get('key')).toBeUndefined();
    chmodSync(folder, 0o700);
  });
});
