import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileSpool } from '../../src/node/file-spool.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-spool-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('FileSpool', () => {
  it('gives back what was appended, and leaves nothing behind', async () => {
    const spool = await FileSpool.create(join(folder, 'made'));
    await spool.append(Buffer.from('first '));
    await spool.append(Buffer.from('light'));
    expect(spool.byteLength).toBe(11);
    expect(Buffer.from(await spool.read(6, 5)).toString()).toBe('light');
    expect(Buffer.from(spool.readSync(0, 11)).toString()).toBe('first light');
    if (process.platform !== 'win32') expect(readdirSync(join(folder, 'made'))).toEqual([]);
    await spool.close();
    expect(readdirSync(join(folder, 'made'))).toEqual([]);
  });

  it('stays within its budget', async () => {
    const spool = await FileSpool.create(folder, 10);
    await spool.append(Buffer.alloc(10));
    await expect(spool.append(Buffer.alloc(1))).rejects.toMatchObject({ code: 'too-large' });
    expect(spool.byteLength).toBe(10);
    await spool.close();
  });

  it('says where it cannot be', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    await expect(FileSpool.create(join(folder, 'a-file', 'below'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
