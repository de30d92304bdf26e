import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { npyFile } from '../formats/open-planes.js';
import { writeTiff } from '../formats/tiff/write-tiff.js';
import { HostFixture } from './host-fixture.js';
import { GatedSource, ramp, sourceOf } from './stack-fixture.js';

const data = '../shared/data/stacks';

describe('the picture of a stack', () => {
  it('is its middle plane in grey, with the means of planes over it', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(21, 40, 60)) });
    fixture.send({ type: 'thumbnail', request: 1, recording: '0:a.npy', width: 30, height: 30 });
    const { width, height, rgba, sparkline, facts } = await fixture.answer('thumbnail');
    expect([width, height, rgba.length]).toEqual([30, 20, 2400]);
    expect(facts).toMatchObject({ kind: 'stack', frames: { value: 21 } });
    expect([...rgba.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
    expect([...rgba.subarray(-4)]).toEqual([255, 255, 255, 255]);
    const mean = (t: number): number => 100 * t + 10 * 19.5 + 29.5;
    expect([...sparkline]).toEqual(Array.from({ length: 21 }, (_, t) => mean(t)));
    await fixture.host.close();
  });

  it.each([
    ['<f8', (at: number) => new Uint8Array(Float64Array.from({ length: 600 }, (_, i) => at + i * 1e-3).buffer), 1e12],
    ['<i8', (at: number) => new Uint8Array(BigInt64Array.from({ length: 600 }, (_, i) => 2n ** 60n + BigInt(at + i)).buffer), 7],
    ['<u8', (at: number) => new Uint8Array(BigUint64Array.from({ length: 600 }, (_, i) => 2n ** 63n + BigInt(at + i)).buffer), 7],
    ['<i4', (at: number) => new Uint8Array(Int32Array.from({ length: 600 }, (_, i) => at + i / 20).buffer), -2_000_000_000],
  ] as const)('shows small differences of great numbers in %s', async (type, samplesFrom, start) => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(npyFile(type, [1, 20, 30], samplesFrom(start))) });
    fixture.send({ type: 'thumbnail', request: 1, recording: '0:a.npy', width: 30, height: 30 });
    const { rgba } = await fixture.answer('thumbnail');
    expect([...rgba.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
    expect([...rgba.subarray(-4)]).toEqual([255, 255, 255, 255]);
    expect(new Set(rgba.filter((_, i) => i % 4 === 0)).size).toBeGreaterThan(20);
    await fixture.host.close();
  });

  it('reads few rows of large planes', async () => {
    const bytes = ramp(9, 300, 12_000);
    const source = new GatedSource(bytes, 'cube');
    const fixture = new HostFixture({ 'a.npy': () => source });
    fixture.send({ type: 'thumbnail', request: 1, recording: '0:a.npy', width: 80, height: 80 });
    const { sparkline } = await fixture.answer('thumbnail');
    expect(sparkline).toHaveLength(9);
    expect(source.reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(bytes.length / 2);
    await fixture.host.close();
  });

  it('is of planes that are there, where fewer are than the length of the file promised', async () => {
    const image = { width: 20, height: 20, segments: [Uint8Array.from({ length: 400 }, (_, i) => i & 255)] };
    const two = writeTiff([image, image]);
    const bytes = new Uint8Array(two.length + 40_000);
    bytes.set(two);
    const fixture = new HostFixture({ 'a.tif': () => new MemorySource(bytes, 'a.tif') });
    fixture.send({ type: 'thumbnail', request: 1, recording: '0:a.tif', width: 20, height: 20 });
    expect((await fixture.answer('thumbnail')).facts).toMatchObject({ kind: 'stack', frames: { value: 2 } });
    await fixture.host.close();
  });

  it.skipIf(!existsSync(data)).each(['tile_rgb_deflate.tif', 'multi-channel.ome.tif', 'float32.tif', 'image-lzw.tif'])(
    'is made of %s',
    async (name) => {
      const fixture = new HostFixture({ [name]: () => new MemorySource(readFileSync(join(data, name)), name) });
      fixture.send({ type: 'thumbnail', request: 1, recording: `0:${name}`, width: 96, height: 96 });
      const { rgba } = await fixture.answer('thumbnail');
      expect(new Set(rgba.filter((_, i) => i % 4 === 0)).size).toBeGreaterThan(8);
      await fixture.host.close();
    },
  );
});
