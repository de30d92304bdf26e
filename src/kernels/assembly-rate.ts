import type { EventColumns } from '../shapes/event-columns.js';
import type { AssemblyMemory } from './assembly-memory.js';
import type { RateBins } from './event-kernels.js';

/** Adds events to rate bins by way of bins in WebAssembly memory, which are left zero. */
export class AssemblyRate {
  readonly #memory: AssemblyMemory;
  #address = 0;
  #capacity = 0;
  #bins: Uint32Array = new Uint32Array(0);

  constructor(memory: AssemblyMemory) {
    this.#memory = memory;
  }

  add(rate: RateBins, columns: EventColumns, from: number, to: number): void {
    const count = rate.bins.length >> 1;
    if (count === 0) return;
    this.#reserve(count);
    const { exports } = this.#memory;
    this.#memory.withColumns(columns, from, to, ['t', 'p'], (t, _x, _y, p, events, baseMicros) => {
      exports.addRate(this.#address, count, baseMicros - rate.fromMicros, rate.binMicros, t, p, events);
      const last = exports.lastBin();
      for (let i = 2 * exports.firstBin(); i <= 2 * last + 1; i++) {
        rate.bins[i] = (rate.bins[i] ?? 0) + (this.#bins[i] ?? 0);
        this.#bins[i] = 0;
      }
    });
  }

  #reserve(count: number): void {
    if (count <= this.#capacity) return;
    const { arena, buffer } = this.#memory;
    if (this.#capacity > 0) {
      arena.free(this.#address);
      this.#capacity = 0;
    }
    this.#address = arena.allocate(8 * count);
    this.#capacity = count;
    this.#bins = new Uint32Array(buffer, this.#address, 2 * count).fill(0);
  }
}
