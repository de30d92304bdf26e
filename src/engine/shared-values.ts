import type { Abortable } from '../base/abort.js';
import { ChunkFamily } from '../chunks/chunk-family.js';
import type { ChunkScheduler, WantedTier } from '../chunks/chunk-scheduler.js';

export interface ValuesRequest<Values, Glance> {
  /** Unique over all stacks: the same key, the same values. */
  readonly key: string;
  readonly byteLength: number;
  readonly tier?: WantedTier;
  make(options: { readonly signal: AbortSignal; readonly onGlance: (glance: Glance) => void }): Promise<Values>;
}

/** Values in memory or on their way, *lent* until `release`. */
export interface ValuesLease<Values> {
  readonly value: Promise<Values>;
  release(): void;
}

/** What of stacks is computed and kept: planes that chains compare with, masks, reductions, traces. */
export type KeptValues = Float32Array | Uint8Array | Float64Array;

/** Who hears how far some values are; news of one key are of one kind. */
interface Running {
  readonly listeners: Set<(glance: unknown) => void>;
  last: unknown;
}

/**
 * Computed values in the scheduler that everything shares: made once for all who ask, each of whom hears how far it is; made no
 * longer when the last of them leaves.
 */
export class SharedValues {
  readonly #family: ChunkFamily<KeptValues>;
  readonly #running = new Map<string, Running>();

  constructor(scheduler: ChunkScheduler<unknown>) {
    this.#family = new ChunkFamily<KeptValues>(scheduler, 'values');
  }

  has(key: string): boolean {
    return this.#family.has(key);
  }

  /** Values that are in memory. */
  peek<Values extends KeptValues>(key: string): { readonly value: Values; release(): void } | undefined {
    // One key is always of one kind.
    return this.#family.peek(key) as { readonly value: Values; release(): void } | undefined;
  }

  /** Makes values, or finds them. `onGlance` hears of what is on its way, the last news at once. */
  request<Values extends KeptValues, Glance = unknown>(
    { key, byteLength, tier, make }: ValuesRequest<Values, Glance>,
    { signal, onGlance }: Abortable & { readonly onGlance?: ((glance: Glance) => void) | undefined } = {},
  ): ValuesLease<Values> {
    const listening = onGlance === undefined || this.has(key) ? undefined : this.#listen(key, onGlance as (glance: unknown) => void);
    const lease = this.#family.request(
      {
        key,
        tier: tier ?? 'visible',
        expectedBytes: byteLength,
        composed: true,
        load: async (loading) => {
          const tell = (glance: Glance): void => this.#tell(key, glance);
          const value = await make({ signal: loading.signal, onGlance: tell });
          return { value, byteLength: value.byteLength };
        },
      },
      { signal },
    );
    const stop = (): void => listening?.();
    lease.value.then(stop, stop);
    return {
      value: lease.value as Promise<Values>,
      release: () => {
        stop();
        lease.release();
      },
    };
  }

  #listen(key: string, listener: (glance: unknown) => void): () => void {
    let running = this.#running.get(key);
    if (running === undefined) {
      running = { listeners: new Set(), last: undefined };
      this.#running.set(key, running);
    }
    const { listeners, last } = running;
    listeners.add(listener);
    if (last !== undefined) listener(last);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#running.get(key)?.listeners === listeners) this.#running.delete(key);
    };
  }

  #tell(key: string, glance: unknown): void {
    const running = this.#running.get(key);
    if (running === undefined) return;
    running.last = glance;
    for (const listener of [...running.listeners]) listener(glance);
  }
}
