import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileSource } from '../../src/node/file-source.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255);
}

describe('FileSource', () => {
  it('reads exactly the bytes asked for, with and without waiting', async () => {
    const bytes = pattern(3_000_000);
    const source = await FileSource.open(put('a.bin', bytes));
    expect(source.byteLength).toBe(3_000_000);
    expect(Buffer.compare(await source.read(0, 3_000_000), bytes)).toBe(0);
    expect(await source.read(2_999_990, 10)).toEqual(bytes.subarray(2_999_990));
    expect(Buffer.compare(source.readSync(12_345, 1_500_000), bytes.subarray(12_345, 1_512_345))).toBe(0);
    expect(await source.read(3_000_000, 0)).toEqual(new Uint8Array(0));
    await source.close();
    await source.close();
  });

  it('refuses to read past the end, and says so when the file shrank', async () => {
    const path = put('b.bin', pattern(1000));
    const source = await FileSource.open(path);
    await expect(source.read(990, 11)).rejects.toMatchObject({ code: 'out-of-range', path });
    expect(() => source.readSync(-1, 2)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    truncateSync(path, 500);
    await expect(source.read(400, 200)).rejects.toMatchObject({ code: 'truncated', path });
    expect(() => source.readSync(400, 200)).toThrow(expect.objectContaining({ code: 'truncated' }));
    await source.close();
  });

  it('stops reading when the signal fires', async () => {
    const source = await FileSource.open(put('c.bin', pattern(5_000_000)));
    const controller = new AbortController();
    const reading = source.read(0, 5_000_000, { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    await source.close();
  });

  it('knows a file by size, time and content', async () => {
    const path = put('d.bin', pattern(50_000));
    utimesSync(path, 1000, 1000);
    const source = await FileSource.open(path);
    const first = await source.fingerprint();
    expect(await source.fingerprint()).toBe(first);
    expect(source.growing).toBe(false);
    appendFileSync(path, 'more');
    expect(source.byteLength).toBe(50_000);
    await source.refresh();
    expect(source.byteLength).toBe(50_004);
    expect(source.growing).toBe(true);
    expect(await source.fingerprint()).not.toBe(first);
    await source.close();
    const other = pattern(50_004);
    other[25_002] = 77;
    writeFileSync(path, other);
    utimesSync(path, 1000, 1000);
    const changed = await FileSource.open(path);
    utimesSync(path, 1000, 1000);
    expect(await changed.fingerprint()).not.toBe(first);
    await changed.close();
  });

  it('answers for what is no regular file without waiting for anyone', async () => {
    await expect(FileSource.open(join(folder, 'missing.raw'))).rejects.toMatchObject({
      code: 'not-found',
      path: join(folder, 'missing.raw'),
    });
    mkdirSync(join(folder, 'folder.raw'));
    await expect(FileSource.open(join(folder, 'folder.raw'))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(FileSource.open(join(put('e.bin', ''), 'below'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(FileSource.open('nul\0byte')).rejects.toMatchObject({ code: 'not-found' });
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe.raw')]);
    await expect(FileSource.open(join(folder, 'pipe.raw'))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(FileSource.open('/dev/zero')).rejects.toMatchObject({ code: 'unsupported' });
  });
});
