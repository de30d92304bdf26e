import { describe, expect, it } from 'vitest';
import type { Abortable } from '../../src/base/abort.js';
import type { ByteSource } from '../../src/bytes/byte-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { openPlaneSource } from '../../src/engine/open-plane-source.js';
import { openSource } from '../../src/engine/open-source.js';
import { PlaneStatistics } from '../../src/engine/plane-statistics.js';
import { npyFile, openStack, shared } from '../formats/open-planes.js';
import { packNumbers, writeTiff } from '../formats/tiff/write-tiff.js';

/** Answers for a file of any length: its first bytes, then zeros. Notes what is asked of it. */
class HeadSource implements ByteSource {
  readonly path = 'sparse';
  readonly growing = false;
  readonly byteLength: number;
  readonly reads: { readonly offset: number; readonly length: number }[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly #head: Uint8Array;

  constructor(head: Uint8Array, byteLength: number) {
    this.#head = head;
    this.byteLength = byteLength;
  }

  async read(offset: number, length: number, { signal }: Abortable = {}): Promise<Uint8Array> {
    this.reads.push({ offset, length });
    this.signals.push(signal);
    const bytes = new Uint8Array(length);
    bytes.set(this.#head.subarray(offset, offset + length));
    return bytes;
  }

  async fingerprint(): Promise<string> {
    return 'sparse';
  }

  async close(): Promise<void> {}
}

/** Answers later, the sooner asked not always first. */
class LateSource extends HeadSource {
  override async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    await new Promise((resolve) => setTimeout(resolve, (offset + this.reads.length) % 3));
    return super.read(offset, length, options);
  }
}

describe('a stack in one file', () => {
  it('opens 100 GB with the read of its head, and reads a plane alone', async () => {
    const header = npyFile('<u2', [50_000, 1000, 1000], new Uint8Array(0));
    const source = new HeadSource(header, header.length + 1e11);
    const stack = await openPlaneSource(source, 'cube.npy', shared);
    expect(source.reads).toEqual([{ offset: 0, length: 65_536 }]);
    const { samples } = await stack.plane(49_999);
    expect(samples).toBeInstanceOf(Uint16Array);
    expect(samples).toHaveLength(1_000_000);
    expect(stack.bytesRead).toBe(65_536 + 2_000_000);
  });

  it('opens a BigTIFF of 4 GB with the read of its head, and its last plane with no other', async () => {
    const text = { tag: 270, type: 2, values: 'ImageJ=1.54f\nimages=2048\n' } as const;
    const page = { width: 1024, height: 1024, bits: 16, segments: [new Uint8Array(16)], fields: [text] };
    const file = writeTiff([page], { big: true });
    const source = new HeadSource(file, 16 + 2048 * 2 ** 21);
    const stack = await openPlaneSource(source, 'big.tif', shared);
    expect(source.reads).toEqual([{ offset: 0, length: 65_536 }]);
    expect(stack.facts.frames).toEqual({ value: 2048, exactness: 'exact' });
    await stack.plane(2047);
    expect(stack.bytesRead).toBe(65_536 + 2 ** 21);
  });

  it('finds each page once, however many look for them at a time', async () => {
    const fields = [{ tag: 270, type: 2 as const, values: 'ImageJ=1.52n\nimages=90\nslices=90\n' }];
    const page = { width: 200, height: 50, segments: [new Uint8Array(10_000)] };
    const bytes = writeTiff([{ ...page, fields }, ...new Array<typeof page>(89).fill(page)]);
    const stack = await openPlaneSource(new LateSource(bytes, bytes.length), 'many.tif', shared);
    await Promise.all([stack.settle(), stack.plane(80), stack.settle(), stack.plane(30), stack.settle({ atMost: 1 })]);
    expect(stack.facts.frames).toEqual({ value: 90, exactness: 'exact' });
  });

  it('refuses planes that no memory holds', async () => {
    const header = npyFile('<f8', [2, 50_000, 50_000], new Uint8Array(0));
    const stack = await openPlaneSource(new HeadSource(header, header.length + 4e10), 'a.npy', shared);
    await expect(stack.plane(0)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('passes cancellation on to the source', async () => {
    const header = npyFile('<u2', [9, 1000, 1000], new Uint8Array(0));
    const source = new HeadSource(header, header.length + 1.8e7);
    const stack = await openPlaneSource(source, 'cube.npy', shared);
    const controller = new AbortController();
    const reading = stack.plane(5, { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    expect(source.signals.slice(1).every((signal) => signal?.aborted === true)).toBe(true);
  });

  it('takes what a person says for what the file does not say', async () => {
    const options = { axes: ['Z', 'Y', 'X'] as const, pixelSize: { x: 2, y: 2, unit: 'µm' }, frameIntervalSeconds: 0.5 };
    const stack = await openStack(npyFile('|u1', [3, 6, 7], new Uint8Array(126)), 'a.npy', options);
    expect(stack.facts).toMatchObject({
      axes: [{ name: 'Z' }, { name: 'Y' }, { name: 'X' }],
      pixelSize: { x: 2 },
      frameIntervalSeconds: 0.5,
    });
    const page = { width: 3, height: 2, segments: [packNumbers('u8', [1, 2, 3, 4, 5, 6])] };
    const named = await openStack(writeTiff([page, page]), 'a.tif', { axes: ['C', 'Y', 'X'] });
    expect(named.facts.axes.map(({ name }) => name)).toEqual(['C', 'Y', 'X']);
    await expect(openStack(writeTiff([page, page]), 'a.tif', { axes: ['Y', 'X'] })).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('reads headerless numbers by the type and shape that are said', async () => {
    const stack = await openStack(Uint8Array.of(9, 9, 0, 1, 0, 2, 0, 3, 0, 4), 'a.bin', { raw: '>u2', shape: [2, 1, 2], headerBytes: 2 });
    expect(stack.facts).toMatchObject({ frames: { value: 2 }, dtype: 'uint16', byteOrder: 'big' });
    expect([...((await stack.plane(1)).samples as Uint16Array)]).toEqual([3, 4]);
    await expect(openStack(new Uint8Array(9), 'a.bin', { shape: [3, 3] })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openStack(new Uint8Array(9), 'a.bin', { shape: [3, 3], raw: 'u3' })).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('what a file holds', () => {
  const kindOf = async (bytes: Uint8Array, name: string, kind?: 'events' | 'stack'): Promise<string> => {
    try {
      return (await openSource(new MemorySource(bytes, name), name, shared, { kind })).kind;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const events = (rows: number): Uint8Array =>
    packNumbers('f64', Array.from({ length: rows }, (_, i) => [i * 10, i % 30, i % 20, i % 2]).flat());

  it('is told from its first bytes, and of arrays from their shape', async () => {
    expect(await kindOf(npyFile('<f8', [100, 4], events(100)), 'a.npy')).toBe('events');
    expect(await kindOf(npyFile('<f8', [10, 40], events(100)), 'a.npy')).toBe('stack');
    expect(await kindOf(npyFile('|u1', [100, 4], new Uint8Array(400)), 'a.npy')).toBe('stack');
    expect(await kindOf(npyFile('<u2', [5, 4, 4], new Uint8Array(160)), 'a.npy')).toBe('stack');
    expect(await kindOf(npyFile('|O', [3], new Uint8Array(9)), 'a.npy')).toBe('unsupported');
    expect(await kindOf(writeTiff([{ width: 1, height: 1, segments: [new Uint8Array(1)] }]), 'a.raw')).toBe('stack');
    expect(await kindOf(new TextEncoder().encode('0.1 1 2 1\n0.2 2 3 0\n'), 'a.txt')).toBe('events');
  });

  it('is what a person says', async () => {
    expect(await kindOf(npyFile('<f8', [100, 4], events(100)), 'a.npy', 'stack')).toBe('stack');
    expect(await kindOf(npyFile('<f8', [400, 1], events(100)), 'a.npy', 'events')).toBe('unsupported');
  });
});

describe('statistics of planes', () => {
  it('leave out what is not finite and count it', () => {
    const statistics = new PlaneStatistics('float32');
    statistics.add(Float32Array.of(1, Number.NaN, 3));
    statistics.add(Float32Array.of(Number.POSITIVE_INFINITY, -4));
    expect(statistics.result()).toEqual({ min: -4, max: 3, mean: 0, notFinite: 2 });
    expect(new PlaneStatistics('uint8').result()).toMatchObject({ min: Number.NaN, notFinite: 0 });
  });

  it('read halves and 64-bit integers as numbers', () => {
    const halves = new PlaneStatistics('float16');
    halves.add(Uint16Array.of(0x3c00, 0xc000, 0x7c00));
    expect(halves.result()).toEqual({ min: -2, max: 1, mean: -0.5, notFinite: 1 });
    const longs = new PlaneStatistics('int64');
    longs.add(BigInt64Array.of(-5n, 7n));
    expect(longs.result()).toMatchObject({ min: -5, max: 7, mean: 1 });
  });
});
