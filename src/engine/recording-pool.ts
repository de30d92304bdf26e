import { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { RequestOf } from '../protocol/requests.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import type { PlaneOpenOptions } from '../shapes/plane-facts.js';
import type { TableOpenOptions } from '../shapes/table-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { EventRecording } from './event-recording.js';
import { countedHold, type HeldSource } from './held-source.js';
import { loadFindings } from './index-cache.js';
import { openLibraryEntry } from './open-entry.js';
import { closeSource, type OpenedSource } from './open-source.js';
import type { PlaneFile } from './plane-file.js';
import type { PlaneFolder } from './plane-folder.js';
import type { TableFile } from './table-file.js';

/** What a viewer says about a recording that it does not say itself. */
export type EntryOptions = NonNullable<RequestOf<'describe'>['options']>;

type Pooled = EventRecording | PlaneFile | PlaneFolder | TableFile;

interface PoolEntry {
  readonly key: string;
  readonly recording: string;
  readonly opening: Promise<OpenedSource>;
  holders: number;
}

/** Recordings that nobody uses stay open while there are no more than so many, so that opening them again is free. */
const idleRecordings = 16;
/** Bytes of blocks that one recording keeps. */
const leastBlockBytes = 256 << 10;
const mostBlockBytes = 8 << 20;

/** Opens each entry once for all who ask, keeps the last few, forgets what failed. */
export class RecordingPool {
  readonly #stores: readonly ByteStore[];
  readonly #shared: EngineShared;
  readonly #entries = new Map<string, PoolEntry>();
  readonly #open = new Set<Pooled>();
  /** In use, but not for those who come now. */
  readonly #forgotten = new Set<PoolEntry>();
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

  /** Opens or finds an entry of the library. Errors: those of `openLibraryEntry`. */
  async hold(recording: string, options: EntryOptions = {}): Promise<HeldSource> {
    if (this.#closed) throw new FirstlightError('aborted', 'The engine was closed');
    const key = `${recording}\n${JSON.stringify(options)}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { key, recording, opening: this.#openRecording(recording, options), holders: 0 };
      this.#entries.set(key, entry);
      const opened = entry;
      entry.opening.catch(() => {
        this.#forgotten.delete(opened);
        if (this.#entries.get(key) === opened) this.#entries.delete(key);
      });
    } else {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    const held = entry;
    held.holders += 1;
    try {
      return countedHold(await held.opening, held, () => this.#released(held));
    } catch (error) {
      held.holders -= 1;
      throw error;
    }
  }

  /** Whoever asks for these from now on has them opened anew: they are not what they were. */
  forget(recordings: readonly string[]): void {
    const changed = new Set(recordings);
    for (const entry of [...this.#entries.values()]) {
      if (!changed.has(entry.recording)) continue;
      this.#entries.delete(entry.key);
      if (entry.holders > 0) this.#forgotten.add(entry);
      else this.#shutEntry(entry);
    }
  }

  /** Closes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    const entries = [...this.#entries.values(), ...this.#forgotten];
    this.#entries.clear();
    this.#forgotten.clear();
    await Promise.allSettled(entries.map(async ({ opening }) => this.#shut(await opening)));
  }

  async #openRecording(recording: string, options: EntryOptions): Promise<OpenedSource> {
    const { kind, events, planes, tables } = options;
    const opened = await openLibraryEntry(this.#stores, recording, this.#shared, {
      kind,
      options: events as EventOpenOptions | undefined,
      planes: planes as PlaneOpenOptions | undefined,
      tables: tables as TableOpenOptions | undefined,
    });
    if (opened.kind === 'events') await loadFindings(opened.recording);
    this.#open.add(pooled(opened));
    this.#shareBlocks();
    return opened;
  }

  #shareBlocks(): void {
    const share = Math.max(leastBlockBytes, Math.min(mostBlockBytes, Math.floor(this.#blockBudgetBytes / Math.max(1, this.#open.size))));
    for (const recording of this.#open) recording.setBlockBudget(share);
  }

  #released(entry: PoolEntry): void {
    if (entry.holders === 0 && this.#forgotten.delete(entry)) this.#shutEntry(entry);
    this.#closeIdle();
  }

  #closeIdle(): void {
    const idle = [...this.#entries.values()].filter(({ holders }) => holders === 0);
    for (const entry of idle.slice(0, Math.max(0, idle.length - idleRecordings))) {
      this.#entries.delete(entry.key);
      this.#shutEntry(entry);
    }
  }

  #shutEntry({ opening }: PoolEntry): void {
    opening.then(
      (opened) => this.#shut(opened),
      () => undefined,
    );
  }

  async #shut(opened: OpenedSource): Promise<void> {
    const source = pooled(opened);
    this.#open.delete(source);
    this.#shareBlocks();
    this.#bytesReadBefore += source.bytesRead;
    await closeSource(opened);
  }
}

function pooled(opened: OpenedSource): Pooled {
  if (opened.kind === 'events') return opened.recording;
  return opened.kind === 'stack' ? opened.stack : opened.table;
}
