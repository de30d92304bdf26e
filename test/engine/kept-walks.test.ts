import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openPlaneSource } from '../../src/engine/open-plane-source.js';
import type { PlaneFile } from '../../src/engine/plane-file.js';
import type { IndexStore } from '../../src/engine/ports.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { packNumbers, type TiffImage, writeTiff } from '../formats/tiff/write-tiff.js';
import { testPorts } from './host-fixture.js';

class MemoryIndexStore implements IndexStore {
  readonly kept = new Map<string, Uint8Array>();

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.kept.get(key)?.slice();
  }

  async set(key: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(key, bytes.slice());
  }
}

const image = (value: number, width = 30): TiffImage => ({
  width,
  height: 20,
  segments: [packNumbers('u8', new Array<number>(width * 20).fill(value))],
});
/** Three hundred images, and one of another size among them: more bytes than the head that is read anyway. */
const file = writeTiff([
  ...Array.from({ length: 200 }, (_, at) => image(at)),
  image(7, 31),
  ...Array.from({ length: 100 }, (_, at) => image(at)),
]);

function open(bytes: Uint8Array, index: IndexStore): Promise<PlaneFile> {
  const shared = createEngineShared({ kernels: createTwinKernels(), ports: { ...testPorts, index }, formats: knownEventFormats });
  return openPlaneSource(new MemorySource(bytes, 'stack.tif'), 'stack.tif', shared);
}

describe('the directories of a TIFF file', () => {
  it('are walked once, and known at once when it is opened again', async () => {
    const index = new MemoryIndexStore();
    const first = await open(file, index);
    expect(first.facts.frames.exactness).not.toBe('exact');
    await first.settle();
    expect([...index.kept.keys()]).toEqual([expect.stringMatching(/^planes-[0-9a-f]{16}\.walk$/)]);
    const second = await open(file, index);
    expect(second.facts).toEqual(first.facts);
    expect(second.facts.frames).toEqual({ value: 300, exactness: 'exact' });
    expect(second.bytesRead).toBe(64 << 10);
    const [a, b] = await Promise.all([first.plane(250), second.plane(250)]);
    expect(b).toEqual(a);
    expect(b.samples[0]).toBe(50);
  });

  it('are walked again where anything differs', async () => {
    const index = new MemoryIndexStore();
    await (await open(file, index)).settle();
    const changed = file.slice();
    changed[changed.length - 1]! ^= 1;
    expect((await open(changed, index)).facts.frames.exactness).not.toBe('exact');
    for (const bytes of index.kept.values()) bytes[bytes.length - 3]! ^= 1;
    expect((await open(file, index)).facts.frames.exactness).not.toBe('exact');
  });

  it('are not kept where they are few, or damaged', async () => {
    const index = new MemoryIndexStore();
    await (await open(writeTiff(Array.from({ length: 20 }, (_, at) => image(at))), index)).settle();
    await (await open(file.subarray(0, Math.floor(file.length * 0.8)), index)).settle();
    expect(index.kept.size).toBe(0);
  });
});
