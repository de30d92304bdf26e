import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, firstlight, startFirstlight } from './cli-harness.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-atlas-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = ['--cells', '500', '--genes', '40', '--clusters', '7'];

describe.skipIf(!built)('firstlight generate atlas', () => {
  it('gives the same file for the same options, and tells its hash', () => {
    const [one, two] = ['one.h5ad', 'two.h5ad'].map((name) => join(folder, name));
    const run = firstlight(['generate', 'atlas', ...small, '-o', one!, '--json']);
    expect(run).toMatchObject({ status: 0 });
    expect(JSON.parse(run.stdout)).toMatchObject({
      path: one,
      cells: 500,
      genes: 40,
      layout: 'csr',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(firstlight(['generate', 'atlas', ...small, '-o', two!])).toMatchObject({ status: 0 });
    expect(Buffer.compare(readFileSync(one!), readFileSync(two!))).toBe(0);
    expect(JSON.parse(firstlight(['info', one!, '--json']).stdout)).toMatchObject({ kind: 'cells', cells: 500, genes: 40 });
  });

  it('writes Zarr folders, replaces those alone, and leaves other folders as they are', () => {
    const store = join(folder, 'a.zarr');
    for (const version of ['2', '3']) {
      expect(firstlight(['generate', 'atlas', ...small, '-o', store, '--zarr-format', version])).toMatchObject({ status: 0 });
      expect(firstlight(['info', store]).stdout).toContain(`AnnData Zarr v${version}`);
    }
    expect(existsSync(join(store, '.zgroup'))).toBe(false);
    const other = join(folder, 'other.zarr');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.txt'), 'mine');
    expect(firstlight(['generate', 'atlas', ...small, '-o', other]).status).toBe(1);
    expect(readdirSync(other)).toEqual(['thesis.txt']);
  });

  it.each(['big.h5ad', 'big.zarr'])('leaves nothing behind when %s is interrupted', async (name) => {
    const into = join(folder, `into-${name}`);
    mkdirSync(into);
    const child = startFirstlight(['generate', 'atlas', '--cells', '1e7', '--genes', '500', '-o', join(into, name)]);
    while (readdirSync(into).length === 0) await pause(20);
    await pause(300);
    child.kill('SIGINT');
    const [status] = await once(child, 'exit');
    expect(status).toBe(130);
    expect(readdirSync(into)).toEqual([]);
  });

  it.each([
    ['another ending', ['-o', 'atlas.csv']],
    ['a share above a half', ['-o', 'a.h5ad', '--density', '0.9']],
    ['a layout of no kind', ['-o', 'a.h5ad', '--layout', 'coo']],
  ])('is wrong use with %s', (_, args) => {
    expect(firstlight(['generate', 'atlas', ...args]).status).toBe(2);
  });
});
