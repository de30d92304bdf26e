/** The five primes of XXH64 as pairs of 32-bit words (high, low). */
const [p1, p2, p3, p4, p5] = [
  [0x9e3779b1, 0x85ebca87],
  [0xc2b2ae3d, 0x27d4eb4f],
  [0x165667b1, 0x9e3779f9],
  [0x85ebca77, 0xc2b2ae63],
  [0x27d4eb2f, 0x165667c5],
] as const;

type Word = readonly [high: number, low: number];

/**
 * XXH64 with seed 0, streaming, on pairs of 32-bit words (specification: github.com/Cyan4973/xxHash,
 * doc/xxhash_spec.md). Zstandard's checksum is its low half.
 */
export class Xxh64 {
  /** High and low words of the four accumulators. */
  readonly #accumulators = Int32Array.of(...add(p1, p2), ...p2, 0, 0, ...multiply([-1, -1], p1));
  readonly #pending = new Uint8Array(32);
  #pendingLength = 0;
  #byteLength = 0;

  /** `bytes` are lent. */
  update(bytes: Uint8Array): void {
    this.#byteLength += bytes.length;
    let at = 0;
    if (this.#pendingLength > 0) {
      at = Math.min(32 - this.#pendingLength, bytes.length);
      this.#pending.set(bytes.subarray(0, at), this.#pendingLength);
      this.#pendingLength += at;
      if (this.#pendingLength < 32) return;
      this.#stripes(this.#pending, 0, 32);
      this.#pendingLength = 0;
    }
    const end = at + ((bytes.length - at) & ~31);
    this.#stripes(bytes, at, end);
    this.#pending.set(bytes.subarray(end));
    this.#pendingLength = bytes.length - end;
  }

  /** The low 32 bits of the hash of all bytes so far, unsigned. */
  lowWord(): number {
    let hash: Word = this.#byteLength >= 32 ? this.#merge() : p5;
    hash = add(hash, [Math.floor(this.#byteLength / 4294967296), this.#byteLength | 0]);
    const bytes = this.#pending;
    let at = 0;
    for (; at + 8 <= this.#pendingLength; at += 8) {
      const lane = round([0, 0], [wordAt(bytes, at + 4), wordAt(bytes, at)]);
      hash = add(multiply(rotate(xor(hash, lane), 27), p1), p4);
    }
    if (at + 4 <= this.#pendingLength) {
      hash = add(multiply(rotate(xor(hash, multiply([0, wordAt(bytes, at)], p1)), 23), p2), p3);
      at += 4;
    }
    for (; at < this.#pendingLength; at += 1) hash = multiply(rotate(xor(hash, multiply([0, bytes[at]!], p5)), 11), p1);
    hash = multiply(xor(hash, [0, hash[0] >>> 1]), p2);
    hash = multiply(xor(hash, [hash[0] >>> 29, (hash[0] << 3) | (hash[1] >>> 29)]), p3);
    return (hash[1] ^ hash[0]) >>> 0;
  }

  #merge(): Word {
    const lanes = [0, 1, 2, 3].map((lane): Word => [this.#accumulators[2 * lane]!, this.#accumulators[2 * lane + 1]!]);
    const [a, b, c, d] = lanes as [Word, Word, Word, Word];
    let hash = add(add(rotate(a, 1), rotate(b, 7)), add(rotate(c, 12), rotate(d, 18)));
    for (const lane of lanes) hash = add(multiply(xor(hash, round([0, 0], lane)), p1), p4);
    return hash;
  }

  #stripes(bytes: Uint8Array, from: number, to: number): void {
    const accumulators = this.#accumulators;
    for (let lane = 0; lane < 4; lane += 1) {
      let high = accumulators[2 * lane]!;
      let low = accumulators[2 * lane + 1]!;
      for (let at = from + 8 * lane; at < to; at += 32) {
        const inLow = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        const inHigh = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
        // accumulator += input × p2
        const productLow = Math.imul(inLow, p2[1]);
        const productHigh = (highProduct(inLow, p2[1]) + Math.imul(inHigh, p2[1]) + Math.imul(inLow, p2[0])) | 0;
        const sumLow = (low + productLow) | 0;
        const sumHigh = (high + productHigh + (sumLow >>> 0 < productLow >>> 0 ? 1 : 0)) | 0;
        // rotate left by 31, then × p1
        const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
        const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
        low = Math.imul(turnedLow, p1[1]);
        high = (highProduct(turnedLow, p1[1]) + Math.imul(turnedHigh, p1[1]) + Math.imul(turnedLow, p1[0])) | 0;
      }
      accumulators[2 * lane] = high;
      accumulators[2 * lane + 1] = low;
    }
  }
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) | 0;
}

function multiply(a: Word, b: Word): Word {
  return [(highProduct(a[1], b[1]) + Math.imul(a[0], b[1]) + Math.imul(a[1], b[0])) | 0, Math.imul(a[1], b[1])];
}

function add(a: Word, b: Word): Word {
  const low = (a[1] + b[1]) | 0;
  return [(a[0] + b[0] + (low >>> 0 < b[1] >>> 0 ? 1 : 0)) | 0, low];
}

function xor(a: Word, b: Word): Word {
  return [a[0] ^ b[0], a[1] ^ b[1]];
}

/** Rotation to the left by 1 to 31 bits. */
function rotate([high, low]: Word, bits: number): Word {
  return [(high << bits) | (low >>> (32 - bits)), (low << bits) | (high >>> (32 - bits))];
}

function round(accumulator: Word, input: Word): Word {
  return multiply(rotate(add(accumulator, multiply(input, p2)), 31), p1);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
