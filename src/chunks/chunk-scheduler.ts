import { type Abortable, abortedError } from '../base/abort.js';

/** How urgent a chunk is, most urgent first. RECENT is nobody's wish: what stays of earlier ones while there is room. */
export const chunkTiers = ['visible', 'prefetch', 'recent'] as const;
export type ChunkTier = (typeof chunkTiers)[number];
/** The tiers a chunk can be asked for in. */
export type WantedTier = Exclude<ChunkTier, 'recent'>;

/** A loaded value, *given* to the scheduler, and the bytes it takes. */
export interface LoadedChunk<Value> {
  readonly value: Value;
  readonly byteLength: number;
  /** Told when the value leaves; no lease is held on it then. */
  readonly handBack?: () => void;
}

/** Loads one chunk; must stop soon after the signal fires. */
export type LoadChunk<Value> = (options: { readonly signal: AbortSignal }) => Promise<LoadedChunk<Value>>;

export interface ChunkRequest<Value> {
  /** Unique over everything the scheduler holds; one key is always the same value. */
  readonly key: string;
  readonly tier: WantedTier;
  /** About how many bytes the value will take, reserved while it loads. */
  readonly expectedBytes: number;
  /** Its load waits for other chunks: it starts at once and does not count among those that load, or they might wait for each other. */
  readonly composed?: boolean;
  readonly load: LoadChunk<Value>;
}

/**
 * One consumer's hold on a chunk; `release` must be called once it is no longer wanted. While held, its loading is not
 * aborted; releasing the last hold of a chunk that still loads aborts the loading. A value held as visible stays; one held
 * as prefetched only may still be evicted for a visible one, so its value is not to be looked at.
 */
export interface ChunkLease<Value> {
  readonly key: string;
  /** The value, *lent* until `release`. Rejects with what the loading rejected with, or `aborted` when released before. */
  readonly value: Promise<Value>;
  release(): void;
}

export interface ChunkSchedulerOptions<Value> {
  readonly budgetBytes: number;
  /** Loads at once, visible ones and prefetched ones counted apart. Defaults 8 and 2. */
  readonly visibleAtOnce?: number;
  readonly prefetchAtOnce?: number;
  /** Told when a value leaves, so that its memory can be used again. No lease is held on it then. */
  readonly onEvict?: (key: string, value: Value) => void;
}

interface Entry<Value> {
  readonly key: string;
  readonly leases: Set<Lease<Value>>;
  readonly load: LoadChunk<Value>;
  readonly expectedBytes: number;
  readonly composed: boolean;
  state: 'queued' | 'loading' | 'resident';
  controller: AbortController | undefined;
  loaded: LoadedChunk<Value> | undefined;
}

/**
 * Decides what is loaded next, shares what is in flight, keeps what was loaded within a budget of bytes.
 *
 * - Visible chunks load before prefetched ones, in the order they were asked for.
 * - Recent chunks are evicted first, the least recently used first; then, for visible ones only, prefetched ones. Visible
 *   ones may pass the budget when it is smaller than what one consumer holds at once; nothing is prefetched then.
 * - A failed loading is forgotten: the next request tries again.
 */
export class ChunkScheduler<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #visibleAtOnce: number;
  readonly #prefetchAtOnce: number;
  readonly #onEvict: ((key: string, value: Value) => void) | undefined;
  #budgetBytes: number;
  #residentBytes = 0;
  #reservedBytes = 0;

  constructor(options: ChunkSchedulerOptions<Value>) {
    this.#budgetBytes = options.budgetBytes;
    this.#visibleAtOnce = options.visibleAtOnce ?? 8;
    this.#prefetchAtOnce = options.prefetchAtOnce ?? 2;
    this.#onEvict = options.onEvict;
  }

  /** Bytes of what is resident and what is reserved for loading. */
  get usedBytes(): number {
    return this.#residentBytes + this.#reservedBytes;
  }

  get budgetBytes(): number {
    return this.#budgetBytes;
  }

  /** Shrinking evicts at once. */
  set budgetBytes(bytes: number) {
    this.#budgetBytes = bytes;
    this.#evict(0, ['recent', 'prefetch']);
    this.#pump();
  }

  /** Whether visible chunks are waited for. */
  get busy(): boolean {
    for (const entry of this.#entries.values()) if (entry.state !== 'resident' && tierOf(entry) === 'visible') return true;
    return false;
  }

  has(key: string): boolean {
    return this.#entries.get(key)?.state === 'resident';
  }

  /** The tier a chunk is in, or undefined where it is not known. */
  tier(key: string): ChunkTier | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined ? undefined : tierOf(entry);
  }

  /** A hold on a resident chunk, at once; undefined where it would have to be loaded. */
  peek(key: string): { readonly value: Value; readonly release: () => void } | undefined {
    const entry = this.#entries.get(key);
    if (entry?.loaded === undefined) return undefined;
    const lease = this.#hold(entry, 'visible');
    return { value: entry.loaded.value, release: () => lease.release() };
  }

  /** Asks for a chunk. When the signal fires the lease is released by itself. */
  request(request: ChunkRequest<Value>, options: Abortable = {}): ChunkLease<Value> {
    let entry = this.#entries.get(request.key);
    if (entry === undefined) {
      entry = {
        key: request.key,
        leases: new Set(),
        load: request.load,
        // Expectations are means; what is used is told in whole bytes.
        expectedBytes: Math.ceil(request.expectedBytes),
        composed: request.composed === true,
        state: 'queued',
        controller: undefined,
        loaded: undefined,
      };
      this.#entries.set(request.key, entry);
    }
    const lease = this.#hold(entry, request.tier);
    const { signal } = options;
    if (signal?.aborted) lease.release();
    else if (signal !== undefined) {
      const onAbort = (): void => lease.release();
      signal.addEventListener('abort', onAbort, { once: true });
      lease.onRelease = () => signal.removeEventListener('abort', onAbort);
    }
    if (!lease.released) this.#pump();
    return lease;
  }

  /** Drops a chunk whose value is no longer right. Whoever holds it keeps its value; the next request loads again. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    if (entry.state === 'resident') {
      this.#residentBytes -= entry.loaded?.byteLength ?? 0;
      if (entry.leases.size === 0) this.#handBack(entry);
    }
  }

  /** Drops every chunk whose key begins with `prefix`. */
  forgetAll(prefix: string): void {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.forget(key);
  }

  #hold(entry: Entry<Value>, tier: WantedTier): Lease<Value> {
    const lease = new Lease<Value>(entry.key, tier, () => this.#released(entry, lease));
    entry.leases.add(lease);
    if (entry.loaded !== undefined) {
      this.#touch(entry);
      lease.resolve(entry.loaded.value);
    }
    return lease;
  }

  #released(entry: Entry<Value>, lease: Lease<Value>): void {
    entry.leases.delete(lease);
    if (entry.leases.size > 0) return;
    if (entry.state === 'resident') {
      if (this.#entries.get(entry.key) !== entry) this.#handBack(entry);
      else this.#evict(0);
      return;
    }
    entry.controller?.abort();
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
    this.#pump();
  }

  #handBack(entry: Entry<Value>): void {
    const { loaded } = entry;
    entry.loaded = undefined;
    if (loaded === undefined) return;
    loaded.handBack?.();
    this.#onEvict?.(entry.key, loaded.value);
  }

  #touch(entry: Entry<Value>): void {
    if (this.#entries.get(entry.key) !== entry) return;
    this.#entries.delete(entry.key);
    this.#entries.set(entry.key, entry);
  }

  /** Makes room for `bytes` more, down to the tiers named; whether it fits. */
  #evict(bytes: number, tiers: readonly ChunkTier[] = ['recent']): boolean {
    for (const tier of tiers) {
      if (this.usedBytes + bytes <= this.#budgetBytes) return true;
      for (const entry of [...this.#entries.values()]) {
        if (entry.state !== 'resident' || tierOf(entry) !== tier) continue;
        this.#entries.delete(entry.key);
        this.#residentBytes -= entry.loaded?.byteLength ?? 0;
        this.#handBack(entry);
        if (this.usedBytes + bytes <= this.#budgetBytes) break;
      }
    }
    return this.usedBytes + bytes <= this.#budgetBytes;
  }

  #pump(): void {
    let visible = 0;
    let prefetch = 0;
    for (const entry of [...this.#entries.values()]) {
      if (entry.composed) {
        if (entry.state === 'queued') this.#startComposed(entry);
        continue;
      }
      if (entry.state !== 'loading') continue;
      if (tierOf(entry) === 'visible') visible += 1;
      else prefetch += 1;
    }
    for (const entry of [...this.#entries.values()]) {
      if (entry.composed || entry.state !== 'queued' || tierOf(entry) !== 'visible' || visible >= this.#visibleAtOnce) continue;
      // One visible chunk may always load, or a budget smaller than a chunk would stop everything.
      if (!this.#evict(entry.expectedBytes, ['recent', 'prefetch']) && visible > 0) return;
      visible += 1;
      this.#start(entry);
    }
    if (visible >= this.#visibleAtOnce) return;
    for (const entry of [...this.#entries.values()]) {
      if (entry.composed || entry.state !== 'queued' || tierOf(entry) !== 'prefetch' || prefetch >= this.#prefetchAtOnce) continue;
      if (!this.#evict(entry.expectedBytes)) return;
      prefetch += 1;
      this.#start(entry);
    }
  }

  #startComposed(entry: Entry<Value>): void {
    this.#evict(entry.expectedBytes, ['recent', 'prefetch']);
    this.#start(entry);
  }

  #start(entry: Entry<Value>): void {
    const controller = new AbortController();
    entry.state = 'loading';
    entry.controller = controller;
    this.#reservedBytes += entry.expectedBytes;
    entry.load({ signal: controller.signal }).then(
      (loaded) => {
        this.#reservedBytes -= entry.expectedBytes;
        entry.loaded = loaded;
        entry.state = 'resident';
        if (entry.leases.size === 0) this.#handBack(entry);
        else {
          if (this.#entries.get(entry.key) === entry) this.#residentBytes += loaded.byteLength;
          for (const lease of entry.leases) lease.resolve(loaded.value);
          this.#evict(0);
        }
        this.#pump();
      },
      (error: unknown) => {
        this.#reservedBytes -= entry.expectedBytes;
        if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
        for (const lease of [...entry.leases]) lease.reject(error);
        this.#pump();
      },
    );
  }
}

class Lease<Value> implements ChunkLease<Value> {
  readonly key: string;
  readonly tier: WantedTier;
  readonly value: Promise<Value>;
  onRelease: () => void = () => undefined;
  released = false;
  resolve: (value: Value) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;
  readonly #release: () => void;

  constructor(key: string, tier: WantedTier, release: () => void) {
    this.key = key;
    this.tier = tier;
    this.#release = release;
    this.value = new Promise<Value>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A consumer that released its lease no longer listens.
    this.value.catch(() => undefined);
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.onRelease();
    this.reject(abortedError());
    this.#release();
  }
}

function tierOf<Value>(entry: Entry<Value>): ChunkTier {
  let tier: ChunkTier = 'recent';
  for (const lease of entry.leases) {
    if (lease.tier === 'visible') return 'visible';
    tier = 'prefetch';
  }
  return tier;
}
