import { createHash } from 'node:crypto';
import { ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npyFile } from '../formats/open-planes.js';
import { packNumbers, writeTiff } from '../formats/tiff/write-tiff.js';
import { built, firstlight } from './cli-harness.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-stacks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const numbers = Array.from({ length: 24 }, (_, i) => i * 3);
const page = (from: number): { width: number; height: number; bits: number; segments: Uint8Array[] } => ({
  width: 4,
  height: 3,
  bits: 16,
  segments: [packNumbers('u16', numbers.slice(from, from + 12))],
});

describe.skipIf(!built)('firstlight info on stacks', () => {
  it('writes the stable JSON with every key', () => {
    const path = put('a.tif', writeTiff([page(0), page(12)]));
    const quick = firstlight(['info', path, '--json']);
    expect(quick.status).toBe(0);
    expect(JSON.parse(quick.stdout)).toMatchObject({ schema: 1, kind: 'stack', path, format: 'TIFF', frames: 2, framesExact: true });
    expect(JSON.parse(quick.stdout)).not.toHaveProperty('sha256');
    const full = JSON.parse(firstlight(['info', path, '--json', '--full', '--pixel-size', '0.5um', '--frame-interval', '20ms']).stdout);
    const sha256 = createHash('sha256').update(packNumbers('u16', numbers)).digest('hex');
    expect(full).toEqual({
      schema: 1,
      kind: 'stack',
      path,
      format: 'TIFF',
      frames: 2,
      framesExact: true,
      height: 3,
      width: 4,
      channels: 1,
      dtype: 'uint16',
      byteOrder: 'little',
      axes: [
        { name: 'T', size: 2 },
        { name: 'Y', size: 3 },
        { name: 'X', size: 4 },
      ],
      photometric: 'grey',
      pixelSize: { x: 0.5, y: 0.5, unit: 'µm' },
      frameInterval: 0.02,
      bytesRead: full.bytesRead,
      sha256,
      min: 0,
      max: 69,
      mean: 34.5,
      notFinite: 0,
      integrity: { truncatedBytes: 0, brokenFrames: 0 },
      notices: [],
    });
  });

  it('sets a table for people', () => {
    const { stdout, status } = firstlight(['info', put('b.tif', writeTiff([page(0), page(12)])), '--full']);
    expect(status).toBe(0);
    for (const text of ['TIFF', '4 × 3 pixels', 'uint16, little-endian', '0 to 69, mean 34.5', 'nothing wrong'])
      expect(stdout).toContain(text);
  });

  it('ends with 1 for a stack that is cut, and tells what there is', () => {
    const path = put('cut.npy', npyFile('<u2', [2, 3, 4], packNumbers('u16', numbers)).slice(0, -10));
    const run = firstlight(['info', path, '--json', '--full']);
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ frames: 1, partial: true, integrity: { truncatedBytes: 10, brokenFrames: 0 } });
  });

  it('reads headerless numbers and a folder', () => {
    const raw = firstlight(['info', put('cube.bin', packNumbers('u16', numbers)), '--raw', 'u2', '--shape', '2,3,4', '--json']);
    expect(JSON.parse(raw.stdout)).toMatchObject({ kind: 'stack', frames: 2, height: 3, width: 4, dtype: 'uint16' });
    const frames = join(folder, 'frames');
    mkdirSync(frames);
    for (const n of [1, 2, 10]) writeFileSync(join(frames, `img${n}.npy`), npyFile('|u1', [2, 3], Uint8Array.of(n, 0, 0, 0, 0, 0)));
    const series = JSON.parse(firstlight(['info', frames, '--json', '--full']).stdout);
    const pixels = [1, 2, 10].flatMap((n) => [n, 0, 0, 0, 0, 0]);
    expect(series).toMatchObject({ frames: 3, sha256: createHash('sha256').update(Uint8Array.from(pixels)).digest('hex') });
  });

  it('answers at once for a cube of 100 GB', () => {
    const header = npyFile('<u2', [50_000, 1000, 1000], new Uint8Array(0));
    const path = put('cube.npy', header);
    const file = openSync(path, 'r+');
    ftruncateSync(file, header.length + 1e11);
    const record = JSON.parse(firstlight(['info', path, '--json']).stdout);
    expect(record).toMatchObject({ frames: 50_000, framesExact: true, bytesRead: 65_536 });
  });

  it('refuses wrong use', () => {
    for (const args of [
      ['--shape', '3'],
      ['--axes', 'TT'],
      ['--kind', 'film'],
      ['--pixel-size', 'big'],
    ]) {
      expect(firstlight(['info', 'a.tif', ...args]).status).toBe(2);
    }
  });
});
