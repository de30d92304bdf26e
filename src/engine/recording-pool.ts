import { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { EventRecording } from './event-recording.js';
import { loadFindings } from './index-cache.js';
import { openEventSource } from './open-event-source.js';
import { readSidecar } from './read-sidecar.js';
import { baseName, parseRecording } from './recording-name.js';

/** A recording in use; `release` once it is not. */
export interface HeldRecording {
  readonly recording: EventRecording;
  release(): void;
  /** Another hold on the same opening; this one must not have been released. */
  again(): HeldRecording;
}

interface PoolEntry {
  readonly key: string;
  readonly opening: Promise<EventRecording>;
  holders: number;
}

/** Recordings that nobody uses stay open while there are no more than so many, so that opening them again is free. */
const idleRecordings = 16;
/** Bytes of blocks that one recording keeps. */
const leastBlockBytes = 256 << 10;
const mostBlockBytes = 8 << 20;

/** Opens each recording once for all who ask, keeps the last few, forgets what failed. */
export class RecordingPool {
  readonly #stores: readonly ByteStore[];
  readonly #shared: EngineShared;
  readonly #entries = new Map<string, PoolEntry>();
  readonly #open = new Set<EventRecording>();
  #blockBudgetBytes: number;
  #bytesReadBefore = 0;
  #closed = false;

  /** `blockBudgetBytes` are shared out among the open recordings. */
  constructor(stores: readonly ByteStore[], shared: EngineShared, blockBudgetBytes: number) {
    this.#stores = stores;
    this.#shared = shared;
    this.#blockBudgetBytes = blockBudgetBytes;
  }

  /** Shrinking drops blocks at once. */
  set blockBudgetBytes(bytes: number) {
    this.#blockBudgetBytes = bytes;
    this.#shareBlocks();
  }

  /** Bytes of blocks that open recordings keep. */
  get cachedBytes(): number {
    let sum = 0;
    for (const recording of this.#open) sum += recording.cachedBytes;
    return sum;
  }

  /** Bytes read from all recordings since they were opened. */
  get bytesRead(): number {
    let sum = this.#bytesReadBefore;
    for (const recording of this.#open) sum += recording.bytesRead;
    return sum;
  }

  /** Opens or finds a recording. Errors: those of `openEventSource` and of the store. */
  async hold(recording: string, options: EventOpenOptions = {}): Promise<HeldRecording> {
    if (this.#closed) throw new FirstlightError('aborted', 'The engine was closed');
    const key = `${recording}\n${JSON.stringify(options)}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { key, opening: this.#openRecording(recording, options), holders: 0 };
      this.#entries.set(key, entry);
      const opened = entry;
      entry.opening.catch(() => {
        if (this.#entries.get(key) === opened) this.#entries.delete(key);
      });
    } else {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    const held = entry;
    held.holders += 1;
    try {
      return this.#holdOn(held, await held.opening);
    } catch (error) {
      held.holders -= 1;
      throw error;
    }
  }

  /** Closes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.allSettled(entries.map(async ({ opening }) => this.#shut(await opening)));
  }

  async #openRecording(recording: string, options: EventOpenOptions): Promise<EventRecording> {
    const { store, name } = parseRecording(recording);
    const found = this.#stores[store];
    if (found === undefined) throw new FirstlightError('not-found', 'There is no such recording', { path: recording });
    const [source, sidecar] = await Promise.all([found.open(name), readSidecar(found, name)]);
    const opened = await openEventSource(source, baseName(name), this.#shared, { options, sidecar });
    await loadFindings(opened);
    this.#open.add(opened);
    this.#shareBlocks();
    return opened;
  }

  #shareBlocks(): void {
    const share = Math.max(leastBlockBytes, Math.min(mostBlockBytes, Math.floor(this.#blockBudgetBytes / Math.max(1, this.#open.size))));
    for (const recording of this.#open) recording.setBlockBudget(share);
  }

  #holdOn(entry: PoolEntry, recording: EventRecording): HeldRecording {
    let released = false;
    return {
      recording,
      release: () => {
        if (released) return;
        released = true;
        entry.holders -= 1;
        this.#closeIdle();
      },
      again: () => {
        entry.holders += 1;
        return this.#holdOn(entry, recording);
      },
    };
  }

  #closeIdle(): void {
    const idle = [...this.#entries.values()].filter(({ holders }) => holders === 0);
    for (const entry of idle.slice(0, Math.max(0, idle.length - idleRecordings))) {
      this.#entries.delete(entry.key);
      entry.opening.then(
        (recording) => this.#shut(recording),
        () => undefined,
      );
    }
  }

  async #shut(recording: EventRecording): Promise<void> {
    this.#open.delete(recording);
    this.#shareBlocks();
    this.#bytesReadBefore += recording.bytesRead;
    await recording.close();
  }
}
