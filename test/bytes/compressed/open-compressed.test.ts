import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Abortable } from '../../../src/base/abort.js';
import { MemorySpool } from '../../../src/bytes/compressed/memory-spool.js';
import { openCompressed, sniffCompression } from '../../../src/bytes/compressed/open-compressed.js';
import { MemorySource } from '../../../src/bytes/memory-source.js';

/** Deterministic bytes that compress, but not to nothing. */
function content(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 28) * 3;
  });
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A Zstandard frame of raw blocks: magic number, header with the content's size, blocks. */
function rawFrame(bytes: Uint8Array, { stated = bytes.length, checksum }: { stated?: number; checksum?: number } = {}): Uint8Array {
  const head = new DataView(new ArrayBuffer(9));
  head.setUint32(0, 0xfd2fb528, true);
  head.setUint8(4, 0xa0 | (checksum === undefined ? 0 : 4));
  head.setUint32(5, stated, true);
  const parts: Uint8Array[] = [new Uint8Array(head.buffer)];
  const blockBytes = 1 << 17;
  for (let at = 0; at === 0 || at < bytes.length; at += blockBytes) {
    const part = bytes.subarray(at, at + blockBytes);
    const word = (part.length << 3) | (at + blockBytes >= bytes.length ? 1 : 0);
    parts.push(Uint8Array.of(word & 255, (word >> 8) & 255, word >> 16), part);
  }
  if (checksum !== undefined) parts.push(new Uint8Array(Uint32Array.of(checksum).buffer));
  return join(...parts);
}

function skippableFrame(length: number): Uint8Array {
  return join(new Uint8Array(Uint32Array.of(0x184d2a53, length).buffer), new Uint8Array(length));
}

/** Equality of long runs, without the cost of a report of differences. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

async function open(bytes: Uint8Array, options: { name?: string; synchronous?: boolean; budgetBytes?: number } & Abortable = {}) {
  const { name = 'events.raw.gz', synchronous = false, ...rest } = options;
  const source = new MemorySource(bytes, name, { synchronous });
  const opening = await openCompressed(source, { name, ...rest });
  if (opening === undefined) throw new Error('not compressed');
  return { ...opening, compressed: source };
}

async function readAll(bytes: Uint8Array) {
  const { source, damage } = await open(bytes);
  return { bytes: await source.read(0, source.byteLength), damage };
}

describe('gzip', () => {
  it('inflates one member and many, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200_000), { minLength: 1, maxLength: 6 }), async (lengths) => {
        const members = lengths.map((length, i) => content(length, i));
        const opened = await open(join(...members.map((member) => new Uint8Array(gzipSync(member)))));
        expect(opened.source.byteLength).toBe(lengths.reduce((a, b) => a + b));
        expect(same(await opened.source.read(0, opened.source.byteLength), join(...members))).toBe(true);
        expect(opened.damage).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('leaves out padding after the last member', async () => {
    const inner = content(5000);
    expect(await readAll(join(new Uint8Array(gzipSync(inner)), new Uint8Array(512)))).toEqual({ bytes: inner, damage: undefined });
  });

  it('keeps what is before a cut, and says so', async () => {
    const inner = content(400_000);
    const whole = new Uint8Array(gzipSync(inner));
    for (const cut of [whole.length - 1, whole.length - 9, whole.length >> 1, 200]) {
      const { bytes, damage } = await readAll(whole.subarray(0, cut));
      expect(damage).toMatchObject({ code: 'truncated' });
      expect(bytes.length).toBeGreaterThan(0);
      expect(same(bytes, inner.subarray(0, bytes.length))).toBe(true);
    }
  });

  it('tells one flipped byte anywhere', async () => {
    const inner = content(3000);
    const whole = new Uint8Array(gzipSync(inner));
    const again = join(whole, whole);
    // Bytes 4 to 9 of a header (time, flags of the compressor, system) bear on nothing.
    for (let at = 10; at < whole.length; at += 7) {
      const broken = again.slice();
      broken[at] = broken[at]! ^ 0x55;
      const opened = await open(broken).catch((thrown) => ({ damage: thrown }));
      expect(opened.damage, `byte ${at}`).toMatchObject({ name: 'FirstlightError', code: expect.stringMatching(/corrupt|truncated/) });
    }
  });
});

describe('Zstandard', () => {
  const inner = content(300_000);

  it('inflates frames, skippable frames and short frames', async () => {
    const short = content(3, 9);
    const bytes = join(
      skippableFrame(10),
      rawFrame(inner),
      rawFrame(short),
      skippableFrame(0),
      rawFrame(new Uint8Array(0)),
      rawFrame(short),
    );
    for (const synchronous of [false, true]) {
      const { source, damage, innerName } = await open(bytes, { name: 'events.csv.zst', synchronous });
      expect(innerName).toBe('events.csv');
      expect(damage).toBeUndefined();
      expect(same(await source.read(0, source.byteLength), join(inner, short, short))).toBe(true);
    }
  });

  it('checks checksums', async () => {
    // XXH64 of "abc" with seed 0 is 44bc2cf5ad770999.
    expect((await readAll(rawFrame(new TextEncoder().encode('abc'), { checksum: 0xd8ff4390 }))).damage).toMatchObject({ code: 'corrupt' });
    expect((await readAll(rawFrame(new TextEncoder().encode('abc'), { checksum: 0xad770999 }))).damage).toBeUndefined();
  });

  it('tells sizes that do not hold, cuts, and windows that are too large', async () => {
    expect((await readAll(rawFrame(inner, { stated: 299_999 }))).damage).toMatchObject({ code: 'corrupt' });
    const { bytes, damage } = await readAll(rawFrame(inner).subarray(0, 200_000));
    expect(damage).toMatchObject({ code: 'truncated' });
    expect(same(bytes, inner.subarray(0, 1 << 17))).toBe(true);
    await expect(open(rawFrame(new Uint8Array(8), { stated: 2 ** 31 }))).rejects.toMatchObject({ code: 'too-large' });
  });

  it('inflates as far as needed where the length can be read', async () => {
    const bytes = rawFrame(content(1 << 20));
    const { source, compressed } = await open(bytes, { synchronous: true });
    expect(source.byteLength).toBe(1 << 20);
    const headers = compressed.reads.length;
    expect(compressed.reads.reduce((sum, { length }) => sum + length, 0)).toBe(18 + 18 + 8 * 3);
    await source.read(1000, 10);
    await source.read(0, 5000);
    expect(compressed.reads.slice(headers)).toEqual([
      { offset: 0, length: 128 << 10 },
      { offset: 128 << 10, length: 128 << 10 },
    ]);
    await source.read((1 << 20) - 1, 1);
    await source.read(5, 500_000);
    expect(compressed.reads.slice(headers).reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
  });
});

describe('budget and abort', () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(50 << 20)));

  it('refuses what passes the budget', async () => {
    await expect(open(bomb, { budgetBytes: 1 << 20 })).rejects.toMatchObject({ code: 'too-large', path: 'events.raw.gz' });
    await expect(open(rawFrame(content(5000)), { budgetBytes: 4999, synchronous: true })).rejects.toMatchObject({ code: 'too-large' });
  });

  it('shares the work between readers, and stops reading with the last of them', async () => {
    const inner = content(1 << 20);
    const bytes = rawFrame(inner);
    const memory = new MemorySource(bytes, 'events.raw.zst', { synchronous: true });
    const signals: (AbortSignal | undefined)[] = [];
    let release: () => void = () => undefined;
    const slow = {
      ...memory,
      path: memory.path,
      byteLength: bytes.length,
      growing: false,
      readSync: memory.readSync,
      read: async (offset: number, length: number, options: Abortable = {}) => {
        if (length > 18) {
          signals.push(options.signal);
          await new Promise<void>((resolve, reject) => {
            release = resolve;
            options.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
          });
        }
        return memory.read(offset, length);
      },
      fingerprint: () => memory.fingerprint(),
      close: () => memory.close(),
    };
    const opening = await openCompressed(slow, { name: 'events.raw.zst', createSpool: async () => new MemorySpool(1 << 21) });
    const [first, second] = [new AbortController(), new AbortController()];
    const reads = [opening!.source.read(0, 10, { signal: first.signal }), opening!.source.read(5, 10, { signal: second.signal })];
    const outcomes = Promise.allSettled(reads);
    await Promise.resolve();
    expect(signals.length).toBe(1);
    first.abort();
    expect(signals[0]?.aborted).toBe(false);
    await new Promise((resolve) => setTimeout(resolve));
    expect(signals[0]?.aborted).toBe(false);
    second.abort();
    expect((await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(['aborted', 'aborted']);
    expect(signals[0]?.aborted).toBe(true);
    const late = opening!.source.read(3, 4);
    const pump = setInterval(() => release());
    expect(await late).toEqual(inner.subarray(3, 7));
    clearInterval(pump);
  });

  it('aborts opening', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(open(bomb, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});

it('goes by content, not by name', async () => {
  expect(sniffCompression(Uint8Array.of(0x1f, 0x8b, 8, 0))).toBe('gzip');
  expect(sniffCompression(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0))).toBe('zstd');
  expect(sniffCompression(new TextEncoder().encode('% evt 3.0\n'))).toBeUndefined();
  expect(await openCompressed(new MemorySource(new TextEncoder().encode('1 2 3 1\n')), { name: 'events.txt.gz' })).toBeUndefined();
});

describe.skipIf(!existsSync('../shared/data/events'))('a real recording', () => {
  it('inflates to the bytes of another decompressor', async () => {
    const { source, innerName } = await open(readFileSync('../shared/data/events/derived/gen4-evt3.raw.zst'), {
      name: 'gen4-evt3.raw.zst',
    });
    expect(innerName).toBe('gen4-evt3.raw');
    const inner = await source.read(0, source.byteLength);
    expect(createHash('sha256').update(inner).digest('hex')).toBe(
      createHash('sha256').update(readFileSync('../shared/data/events/gen4-evt3.raw')).digest('hex'),
    );
  });

  it('answers whatever byte is flipped (it holds no checksum: some cannot be told)', async () => {
    const bytes = readFileSync('../shared/data/events/derived/gen4-evt3.raw.zst');
    for (let at = 4; at < bytes.length; at += 29_989) {
      const broken = new Uint8Array(bytes);
      broken[at] = broken[at]! ^ 0x21;
      const opened = await open(broken, { name: 'gen4-evt3.raw.zst' }).catch((thrown) => ({ damage: thrown }));
      if (opened.damage === undefined) continue;
      expect(opened.damage).toMatchObject({
        name: 'FirstlightError',
        code: expect.stringMatching(/corrupt|truncated|too-large|unsupported/),
      });
    }
  });
});
