import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ByteStore } from '../../src/bytes/byte-store.js';
import { MemoryStore } from '../../src/bytes/memory-store.js';
import { Library } from '../../src/engine/library.js';
import type { LibraryChange } from '../../src/engine/library-watch.js';
import { FolderStore } from '../../src/node/folder-store.js';
import { npyFile } from '../formats/open-planes.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { TestClock } from './test-clock.js';

const image = npyFile('|u1', [20, 30], new Uint8Array(600));

/** Files that come and go; folders are there while files are in them. Counts what is asked. */
class ChangingStore implements ByteStore {
  readonly label = 'changing';
  readonly asked: string[] = [];
  readonly files = new Map<string, number>();

  constructor(...names: string[]) {
    for (const name of names) this.files.set(name, 8);
  }

  async names(folder: string): ReturnType<ByteStore['names']> {
    this.asked.push(`names ${folder}`);
    return this.#now().names(folder);
  }

  async revision(folder: string): Promise<string> {
    return JSON.stringify(await this.#now().names(folder));
  }

  stat(name: string): ReturnType<ByteStore['stat']> {
    return this.#now().stat(name);
  }

  open(name: string): ReturnType<ByteStore['open']> {
    return this.#now().open(name);
  }

  async close(): Promise<void> {}

  #now(): MemoryStore {
    const bytesOf = (name: string, size: number): Uint8Array => (name.endsWith('.npy') ? image : new Uint8Array(size));
    return new MemoryStore(Object.fromEntries([...this.files].map(([name, size]) => [name, bytesOf(name, size)])));
  }
}

async function watched(store: ByteStore): Promise<{ clock: TestClock; changes: LibraryChange[]; stop: () => void }> {
  const clock = new TestClock();
  const library = new Library([store], clock);
  const changes: LibraryChange[] = [];
  const stop = library.watch((change) => changes.push(change));
  for await (const _ of library.list());
  return { clock, changes, stop };
}

describe('changes of listed folders', () => {
  it('are told: files that come and go, deep inside too', async () => {
    const store = new ChangingStore('a.raw', 'x/y/b.dat', 'x/y/c.dat');
    const { clock, changes, stop } = await watched(store);
    await clock.advance(5000);
    expect(changes).toEqual([]);
    store.files.set('x/y/d.dat', 9);
    store.files.set('x/new/deep/e.tif', 5);
    store.files.set('notes.md', 5);
    store.files.delete('a.raw');
    await clock.advance(2000);
    expect(changes).toHaveLength(1);
    expect(changes[0]!.entries.map(({ recording }) => recording).toSorted()).toEqual(['0:x/new/deep/e.tif', '0:x/y/d.dat']);
    expect(changes[0]!.removed).toEqual(['0:a.raw']);
    for (const name of ['x/y/b.dat', 'x/y/c.dat', 'x/y/d.dat']) store.files.delete(name);
    await clock.advance(2000);
    expect(changes[1]).toEqual({ entries: [], removed: ['0:x/y/b.dat', '0:x/y/c.dat', '0:x/y/d.dat'] });
    stop();
  });

  it('are told of a series that gets longer, and of images that become one', async () => {
    const store = new ChangingStore('f/1.png', 'f/2.png', 'f/3.png');
    const { clock, changes } = await watched(store);
    store.files.set('f/4.png', 8);
    await clock.advance(2000);
    expect(changes[0]).toMatchObject({ entries: [{ recording: '0:f/', files: 4 }], removed: ['0:f/1.png', '0:f/2.png', '0:f/3.png'] });
    store.files.set('f/5.png', 8);
    await clock.advance(2000);
    expect(changes[1]).toMatchObject({ entries: [{ recording: '0:f/', files: 5 }], removed: [] });
  });

  it('cost a listing only of the folders that changed, and nothing while nobody listens', async () => {
    const store = new ChangingStore('a/1.raw', 'b/2.raw', 'c/d/3.raw');
    const { clock, stop } = await watched(store);
    store.asked.length = 0;
    store.files.set('b/4.raw', 8);
    await clock.advance(10_000);
    expect(store.asked).toEqual(['names b']);
    stop();
    store.files.set('b/5.raw', 8);
    await clock.advance(10_000);
    expect(store.asked).toEqual(['names b']);
  });

  it('reach a viewer after its list, until it cancels that', async () => {
    const store = new ChangingStore('a.raw');
    const clock = new TestClock();
    const fixture = new HostFixture({}, { stores: [store], ports: { ...testPorts, clock }, warm: false });
    const told = (): unknown[] =>
      fixture.answers.flatMap((answer) =>
        answer.type === 'entries' ? [[answer.request, answer.done, answer.entries.map(({ recording }) => recording), answer.removed]] : [],
      );
    fixture.send({ type: 'list', request: 7 });
    await clock.advance(0);
    store.files.set('b.raw', 8);
    store.files.delete('a.raw');
    await clock.advance(2000);
    expect(told()).toEqual([
      [7, false, ['0:a.raw'], undefined],
      [7, true, [], undefined],
      [7, true, ['0:b.raw'], ['0:a.raw']],
    ]);
    fixture.send({ type: 'cancel', request: 7 });
    store.files.set('c.raw', 8);
    await clock.advance(4000);
    expect(told()).toHaveLength(3);
    fixture.close();
    await fixture.host.close();
  });

  it('have what changed opened anew, and leave it to whoever looks at it as it was', async () => {
    const store = new ChangingStore('f/1.npy', 'f/2.npy', 'f/3.npy', 'f/4.npy');
    const clock = new TestClock();
    const fixture = new HostFixture({}, { stores: [store], ports: { ...testPorts, clock }, warm: false });
    const frames = async (request: number): Promise<number> => {
      fixture.send({ type: 'describe', request, recording: '0:f/' });
      const { facts } = await fixture.answer('facts', (answer) => answer.request === request);
      return facts.kind === 'stack' ? facts.frames.value : 0;
    };
    fixture.send({ type: 'list', request: 1 });
    await clock.advance(0);
    expect(await frames(2)).toBe(4);
    store.files.set('f/5.npy', 8);
    await clock.advance(2000);
    expect(await frames(3)).toBe(5);
    fixture.send({ type: 'cancel', request: 2 });
    fixture.send({ type: 'cancel', request: 3 });
    expect(await frames(4)).toBe(5);
    fixture.close();
    await fixture.host.close();
  });

  it('of a folder on disk', async () => {
    const root = mkdtempSync(join(tmpdir(), 'firstlight-watch-'));
    try {
      mkdirSync(join(root, 'scans'));
      writeFileSync(join(root, 'scans', 'a.dat'), 'a');
      const { clock, changes, stop } = await watched(await FolderStore.open(root));
      writeFileSync(join(root, 'scans', 'b.dat'), 'bb');
      rmSync(join(root, 'scans', 'a.dat'));
      await expect
        .poll(async () => {
          await clock.advance(2000);
          return changes;
        })
        .toMatchObject([{ entries: [{ recording: '0:scans/b.dat', byteLength: 2 }], removed: ['0:scans/a.dat'] }]);
      stop();
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
