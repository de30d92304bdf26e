/**
 * xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c): 32-bit integer operations only,
 * so that a seed gives the same numbers in every JavaScript engine.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Any text is a seed: its UTF-16 units are mixed into the four state words. */
  constructor(seed: string) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < seed.length; i += 1) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    const word = (): number => {
      hash = (hash + 0x9e3779b9) | 0;
      return mix32(hash);
    };
    this.#a = word();
    this.#b = word();
    this.#c = word();
    this.#d = word() | 1;
  }

  /** The next 32 bits, unsigned. */
  next(): number {
    const b = this.#b;
    const times5 = Math.imul(b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }

  /** An integer 0 … `count` − 1; `count` at most 2²¹, so that every product is an exact integer. */
  below(count: number): number {
    return Math.floor((this.next() * count) / 4294967296);
  }
}

/** The finalizer of MurmurHash3: a 32-bit bijection that mixes well. Signed result. */
export function mix32(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
