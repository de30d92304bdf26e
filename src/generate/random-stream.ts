import { mix32 } from './random.js';

/**
 * Random bits for one of very many small pieces, each with a seed of its own, so that pieces can be made in any order: sfc32 (C.
 * Doty-Humphrey, PractRand), 32-bit integer operations only.
 */
export class RandomStream {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** Starts over as piece (`first`, `second`) of what `seed` stands for. */
  restart(seed: number, first: number, second: number): void {
    this.#a = mix32(seed ^ 0x5bd1_e995);
    this.#b = mix32(first + 0x9e37_79b9 + this.#a);
    this.#c = mix32(second + 0x85eb_ca6b + this.#b);
    this.#counter = 1;
    for (let i = 0; i < 8; i += 1) this.next();
  }

  /** The next 32 bits, unsigned. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A fraction, 0 to less than 1. */
  fraction(): number {
    return this.next() / 4294967296;
  }

  /** About normally distributed, mean 0, variance 1: six uniform numbers less their mean (Irwin and Hall). */
  normal(): number {
    let sum = -6 * 32_767.5;
    for (let i = 0; i < 3; i += 1) {
      const bits = this.next();
      sum += (bits & 0xffff) + (bits >>> 16);
    }
    return (sum / 65_536) * Math.SQRT2;
  }
}

/** A seed of 32 bits from a text: FNV-1a of its UTF-16 units. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
