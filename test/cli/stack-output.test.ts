import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ramp, rampAt } from '../engine/stack-fixture.js';
import { openStack, readNumbers } from '../formats/open-planes.js';
import { built, firstlight } from './cli-harness.js';

const [planes, height, width] = [12, 6, 8];
let folder: string;
let cube: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-stacks-'));
  cube = join(folder, 'cube.npy');
  writeFileSync(cube, ramp(planes, height, width));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Exports with some options and reads what was written. */
async function exported(name: string, ...options: string[]) {
  const path = join(folder, name);
  const run = firstlight(['export', cube, '-o', path, ...options]);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const bytes = readFileSync(path);
  expect(run.stdout).toBe(`${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`);
  const stack = await openStack(bytes, name);
  const numbers = await readNumbers(stack);
  return { facts: stack.facts, numbers };
}

describe.skipIf(!built)('firstlight export of a stack', () => {
  it.each(['same.npy', 'same.tif', 'same.btf'])('writes %s with the numbers and the type of the stack', async (name) => {
    const { facts, numbers } = await exported(name);
    expect(facts).toMatchObject({ dtype: 'uint16', frames: { value: planes, exactness: 'exact' }, height, width });
    expect(numbers[7]).toEqual(Array.from({ length: height * width }, (_, i) => rampAt(7, Math.floor(i / width), i % width)));
  });

  it('comes back as the very same file: nothing is transposed, weighted or cut', async () => {
    await exported('again.npy');
    expect(await readNumbers(await openStack(readFileSync(join(folder, 'again.npy')), 'again.npy'))).toEqual(
      await readNumbers(await openStack(readFileSync(cube), 'cube.npy')),
    );
  });

  it('takes some planes through a chain: a range and a sliding mean together, neither forgotten', async () => {
    const chain = 'subtract:mean(0..3),subtract:sliding(3,trailing,gap=1)*0.5,crop(1,2,5,6)';
    const { facts, numbers } = await exported('chain.npy', '--frames', '4:12:2', '--chain', chain);
    expect(facts).toMatchObject({ dtype: 'float32', frames: { value: 4 }, height: 4, width: 4 });
    // At t: 100 t less 150, less half of what the planes t − 3 … t − 1 are in the mean, which is 100 (t − 2) + 10 y + x.
    const value = (t: number, y: number, x: number) => 100 * t - 150 - 0.5 * rampAt(t - 2, y, x);
    expect(numbers).toEqual([4, 6, 8, 10].map((t) => Array.from({ length: 16 }, (_, i) => value(t, 2 + Math.floor(i / 4), 1 + (i % 4)))));
  });

  it('brings a range down to one plane', async () => {
    const { facts, numbers } = await exported('median.tif', '--reduce', 'median', '--frames', '2:7');
    expect(facts).toMatchObject({ dtype: 'float32', frames: { value: 1 } });
    expect(numbers[0]?.[0]).toBe(400);
  });

  it('writes traces as text', () => {
    const path = join(folder, 'trace.csv');
    const run = firstlight(['export', cube, '-o', path, '--trace', '1,1,3,2', '--frames', '3:5', '--frame-interval', '20ms']);
    expect(run.status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('frame,seconds,mean,min,max,std\n3,0.06,311.5,311,312,0.5\n4,0.08,411.5,411,412,0.5\n');
  });

  it('refuses what it cannot do, and leaves nothing behind', () => {
    const before = readdirSync(folder);
    const out = join(folder, 'never.npy');
    expect(firstlight(['export', cube, '-o', out, '--frames', '5:99']).status).toBe(1);
    expect(firstlight(['export', cube, '-o', out, '--chain', 'subtract:mean(0-9)'])).toMatchObject({ status: 2 });
    expect(firstlight(['export', cube, '-o', out, '--trace', 'all'])).toMatchObject({ status: 2 });
    expect(firstlight(['export', cube, '-o', out, '--reduce', 'mean', '--frames', '0:9:2'])).toMatchObject({ status: 2 });
    expect(firstlight(['export', cube, '-o', out, '--chain', 'subtract:file("cube.npy")']).status).toBe(1);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe.skipIf(!built)('firstlight render of a stack', () => {
  it('draws planes in the colours asked for', async () => {
    const path = join(folder, 'first.png');
    expect(firstlight(['render', cube, '-o', path, '--frames', '2:4', '--levels', '200,258', '--colormap', 'grey']).status).toBe(0);
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([width, height]);
    expect([data[0], data[3 * 9], data.at(-1)]).toEqual([0, Math.floor((256 * 11) / 58), Math.min(255, Math.floor((256 * 57) / 58))]);
  });

  it('writes numbered pictures, films and reductions', () => {
    expect(firstlight(['render', cube, '-o', join(folder, 'p-%02d.png'), '--frames', ':3', '--size', '16x12']).status).toBe(0);
    expect(['p-00.png', 'p-01.png', 'p-02.png'].every((name) => existsSync(join(folder, name)))).toBe(true);
    expect(firstlight(['render', cube, '-o', join(folder, 'film.gif'), '--chain', 'divide:mean(0..11)']).status).toBe(0);
    expect(firstlight(['render', cube, '-o', join(folder, 'std.png'), '--reduce', 'std', '--percent', '1']).status).toBe(0);
    expect(firstlight(['render', cube, '-o', join(folder, 'no.npz')]).status).toBe(1);
  });
});
