import type { Abortable } from '../base/abort.js';
import type { ChunkLease, ChunkRequest, ChunkScheduler } from './chunk-scheduler.js';

/**
 * Chunks of one kind in a scheduler that many kinds share: one budget, typed values. Keys of two families never meet, for
 * each begins with its family's name.
 */
export class ChunkFamily<Value> {
  readonly #scheduler: ChunkScheduler<unknown>;
  readonly #name: string;
  readonly #onEvict: ((value: Value) => void) | undefined;

  /** `onEvict` is told when a value leaves, so that its memory can be used again. No lease is held on it then. */
  constructor(scheduler: ChunkScheduler<unknown>, name: string, onEvict?: (value: Value) => void) {
    this.#scheduler = scheduler;
    this.#name = name;
    this.#onEvict = onEvict;
  }

  has(key: string): boolean {
    return this.#scheduler.has(this.#key(key));
  }

  /** As `ChunkScheduler.peek`. */
  peek(key: string): { readonly value: Value; readonly release: () => void } | undefined {
    // Only this family's own loads put values under its name.
    return this.#scheduler.peek(this.#key(key)) as { readonly value: Value; readonly release: () => void } | undefined;
  }

  /** As `ChunkScheduler.request`. */
  request(request: ChunkRequest<Value>, options: Abortable = {}): ChunkLease<Value> {
    const load: ChunkRequest<unknown>['load'] = async (loading) => {
      const loaded = await request.load(loading);
      return { ...loaded, handBack: () => this.#onEvict?.(loaded.value) };
    };
    return this.#scheduler.request({ ...request, key: this.#key(request.key), load }, options) as ChunkLease<Value>;
  }

  /** As `ChunkScheduler.forget`. */
  forget(key: string): void {
    this.#scheduler.forget(this.#key(key));
  }

  /** As `ChunkScheduler.forgetAll`. */
  forgetAll(prefix: string): void {
    this.#scheduler.forgetAll(this.#key(prefix));
  }

  #key(key: string): string {
    return `${this.#name} ${key}`;
  }
}
