import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/bytes/memory-store.js';
import { subStore } from '../../src/bytes/sub-store.js';
import { openPlaneFolder, type PlaneFolder } from '../../src/engine/plane-folder.js';
import { npyFile, readNumbers, shared } from '../formats/open-planes.js';
import { pngFile } from '../formats/png/write-png.js';
import { packNumbers, writeTiff } from '../formats/tiff/write-tiff.js';

const png = (value: number, width = 3): Uint8Array =>
  pngFile({ width, height: 2, bitDepth: 8, colourType: 0 }, new Uint8Array(2 * width).fill(value));
const tiff = (...values: number[]): Uint8Array =>
  writeTiff(values.map((value) => ({ width: 3, height: 2, segments: [packNumbers('u8', new Array<number>(6).fill(value))] })));
const open = (files: Record<string, Uint8Array>, folder = ''): Promise<PlaneFolder> =>
  openPlaneFolder(subStore(new MemoryStore(files, 'frames'), folder), shared);
const firsts = async (stack: PlaneFolder): Promise<number[]> => (await readNumbers(stack)).map(([first]) => first!);

describe('a folder of images as one stack', () => {
  it('shows them in natural order, each with its file', async () => {
    const stack = await open({ 'img10.png': png(10), 'img2.png': png(2), 'img1.png': png(1) });
    expect(stack.facts).toMatchObject({ format: 'folder of PNG', frames: { value: 3, exactness: 'exact' }, height: 2, width: 3 });
    expect(await firsts(stack)).toEqual([1, 2, 10]);
    expect(await stack.plane({ t: 2 })).toMatchObject({ index: 2, file: 'img10.png', missingBytes: 0 });
    await expect(stack.plane(3)).rejects.toMatchObject({ code: 'out-of-range' });
    await stack.close();
  });

  it('looks only at its own files, below another too', async () => {
    const stack = await open(
      { 'a/1.png': png(1), 'a/2.png': png(2), 'a/deep/3.png': png(3), 'b/4.png': png(4), 'a/.hidden.png': png(5) },
      'a',
    );
    expect(await firsts(stack)).toEqual([1, 2]);
  });

  it('reads nothing but the first file to open', async () => {
    const stack = await open({ '1.png': png(1), '2.png': png(2) });
    expect(stack.bytesRead).toBe(png(1).length);
  });

  it('lists files that are broken or unlike the first, and goes on', async () => {
    const stack = await open({
      '0.png': png(9).slice(0, 20),
      '1.png': png(1),
      '2.png': png(2, 4),
      '3.png': png(3).slice(0, 50),
      '4.png': png(4),
    });
    expect(stack.facts.notices).toMatchObject([{ code: 'broken-files', message: expect.stringContaining('0.png') }]);
    const { max } = await stack.survey();
    expect(max).toBe(4);
    expect(stack.facts.integrity).toEqual({ truncatedBytes: 0, brokenFrames: 3 });
    const [notice] = stack.facts.notices;
    for (const text of ['0.png', '2.png: The image is 4 × 2 of uint8, the stack 3 × 2 of uint8', '3.png'])
      expect(notice?.message).toContain(text);
    expect(await firsts(stack)).toEqual([0, 1, 0, 0, 4]);
  });

  it('joins files of many images, whose number is provisional until they were looked into', async () => {
    const stack = await open({ 'a1.tif': tiff(1, 2), 'a2.tif': tiff(3, 4, 5), 'a3.tif': tiff(6) });
    expect(stack.facts.frames.exactness).toBe('provisional');
    await stack.settle();
    expect(stack.facts.frames).toEqual({ value: 6, exactness: 'exact' });
    expect(await firsts(stack)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await stack.plane(4)).toMatchObject({ index: 4, file: 'a2.tif' });
  });

  it('looks into each file once, however many ask at a time', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, file) => [`${file}.tif`, file % 2 === 0 ? tiff(1, 2) : tiff(3, 4, 5)]));
    const stack = await open(files);
    await Promise.all([stack.settle(), stack.settle(), stack.settle()]);
    expect(stack.facts.frames).toEqual({ value: 100, exactness: 'exact' });
    await stack.close();
  });

  it('keeps the axes of files that are alike', async () => {
    const cube = npyFile('|u1', [2, 3, 6, 7], new Uint8Array(252));
    const stack = await open({ 'a.npy': cube, 'b.npy': cube });
    await stack.settle();
    expect(stack.facts.axes.map(({ name, size }) => `${name}${size.value}`).join(' ')).toBe('T12 Y6 X7');
    const depth = await open({ 'a.npy': npyFile('|u1', [6, 7], new Uint8Array(42)), 'b.npy': npyFile('|u1', [6, 7], new Uint8Array(42)) });
    expect(depth.facts.axes.map(({ name, size }) => `${name}${size.value}`).join(' ')).toBe('T2 Y6 X7');
  });

  it('refuses a folder without an image, and one whose images are all broken', async () => {
    await expect(open({ 'a.txt': new Uint8Array(3) })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(open({ 'a.png': png(1).slice(0, 20) })).rejects.toMatchObject({ code: 'truncated' });
  });

  it('stops when it is told to', async () => {
    const stack = await open({ '1.png': png(1), '2.png': png(2) });
    const controller = new AbortController();
    controller.abort();
    await expect(stack.survey({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(stack.plane(1, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect((await stack.plane(1)).damage).toBeUndefined();
  });
});
