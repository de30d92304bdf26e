import { type Abortable, throwIfAborted } from '../base/abort.js';
import { ByteLru } from '../base/byte-lru.js';
import type { ByteSource } from './byte-source.js';
import { checkRange } from './check-range.js';
import { SharedRead } from './shared-read.js';

export interface BlocksOptions {
  /** Bytes of blocks kept. Default 16 MiB. */
  readonly budgetBytes?: number;
  /** Bytes per block. Default 64 KiB. */
  readonly blockBytes?: number;
}

/** A source whose reads go through a cache of aligned blocks. */
export interface BlockSource extends ByteSource {
  /** Bytes of blocks held now, at most the budget. */
  readonly cachedBytes: number;
  /** Shrinking drops blocks at once. */
  setBudget(budgetBytes: number): void;
}

/** Neighbouring blocks are read together up to this many bytes, so that an abort is felt soon. */
const longestRunBytes = 1 << 20;

interface Run {
  readonly firstBlock: number;
  readonly blockCount: number;
  readonly read: SharedRead;
}

/**
 * Caches aligned blocks of `source`, least recently used out first, counted in bytes. Blocks that are missing and lie
 * side by side are read in one piece of at most 1 MiB. Readers of the same block share the read in flight; it is aborted
 * with the last of them; what failed is forgotten. Reads larger than a quarter of the budget pass by the cache. Bytes
 * are *given*.
 */
export function withBlocks(source: ByteSource, options: BlocksOptions = {}): BlockSource {
  return new CachedBlocks(source, options);
}

class CachedBlocks implements BlockSource {
  readonly #source: ByteSource;
  readonly #blockBytes: number;
  readonly #blocks: ByteLru<number, Uint8Array>;
  readonly #runs = new Map<number, Run>();
  readonly readSync: ((offset: number, length: number) => Uint8Array) | undefined;

  constructor(source: ByteSource, options: BlocksOptions) {
    this.#source = source;
    this.#blockBytes = options.blockBytes ?? 64 << 10;
    this.#blocks = new ByteLru(options.budgetBytes ?? 16 << 20);
    const { readSync } = source;
    this.readSync = readSync === undefined ? undefined : (offset, length) => this.#readSync(readSync, offset, length);
  }

  get path(): string {
    return this.#source.path;
  }

  get byteLength(): number {
    return this.#source.byteLength;
  }

  get growing(): boolean {
    return this.#source.growing;
  }

  get cachedBytes(): number {
    return this.#blocks.usedBytes;
  }

  setBudget(budgetBytes: number): void {
    this.#blocks.budgetBytes = budgetBytes;
  }

  async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    checkRange(this, offset, length);
    throwIfAborted(options.signal);
    if (length === 0) return new Uint8Array(0);
    if (this.#passesBy(length)) return this.#source.read(offset, length, options);
    const result = new Uint8Array(length);
    const waits: Promise<void>[] = [];
    const last = this.#lastBlock(offset, length);
    for (let block = Math.floor(offset / this.#blockBytes); block <= last; ) {
      const cached = this.#blocks.get(block);
      if (cached !== undefined) {
        copyOverlap(cached, block * this.#blockBytes, result, offset);
        block += 1;
        continue;
      }
      const run = this.#runs.get(block) ?? this.#startRun(block, last);
      waits.push(run.read.join(options.signal).then((bytes) => copyOverlap(bytes, run.firstBlock * this.#blockBytes, result, offset)));
      block = run.firstBlock + run.blockCount;
    }
    await Promise.all(waits);
    return result;
  }

  fingerprint(options: Abortable = {}): Promise<string> {
    return this.#source.fingerprint(options);
  }

  /** Looks again at the length; the last block, which may have been short, is read anew. */
  async refresh(options: Abortable = {}): Promise<void> {
    const before = this.byteLength;
    await this.#source.refresh?.(options);
    if (this.byteLength !== before) this.#blocks.delete(Math.floor(before / this.#blockBytes));
    if (this.byteLength < before) this.#blocks.clear();
  }

  close(): Promise<void> {
    this.#blocks.clear();
    return this.#source.close();
  }

  #readSync(readInner: (offset: number, length: number) => Uint8Array, offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    if (length === 0) return new Uint8Array(0);
    if (this.#passesBy(length)) return readInner(offset, length);
    const result = new Uint8Array(length);
    const last = this.#lastBlock(offset, length);
    for (let block = Math.floor(offset / this.#blockBytes); block <= last; ) {
      const cached = this.#blocks.get(block);
      if (cached !== undefined) {
        copyOverlap(cached, block * this.#blockBytes, result, offset);
        block += 1;
        continue;
      }
      const blockCount = this.#missingFrom(block, last);
      const { start, size } = this.#extent(block, blockCount);
      const bytes = readInner(start, size);
      this.#keep(block, bytes);
      copyOverlap(bytes, start, result, offset);
      block += blockCount;
    }
    return result;
  }

  #startRun(firstBlock: number, last: number): Run {
    const blockCount = this.#missingFrom(firstBlock, last);
    const { start, size } = this.#extent(firstBlock, blockCount);
    const forget = (): void => {
      for (let block = firstBlock; block < firstBlock + blockCount; block += 1) this.#runs.delete(block);
    };
    const read = new SharedRead(async (signal) => {
      const bytes = await this.#source.read(start, size, { signal });
      this.#keep(firstBlock, bytes);
      return bytes;
    }, forget);
    const run = { firstBlock, blockCount, read };
    for (let block = firstBlock; block < firstBlock + blockCount; block += 1) this.#runs.set(block, run);
    return run;
  }

  /** How many blocks from `first` on, none beyond `last`, are neither cached nor in flight, within the longest run. */
  #missingFrom(first: number, last: number): number {
    const most = Math.max(1, Math.floor(longestRunBytes / this.#blockBytes));
    let count = 1;
    while (count < most && first + count <= last && !this.#blocks.has(first + count) && !this.#runs.has(first + count)) count += 1;
    return count;
  }

  #extent(firstBlock: number, blockCount: number): { readonly start: number; readonly size: number } {
    const start = firstBlock * this.#blockBytes;
    return { start, size: Math.min(blockCount * this.#blockBytes, this.byteLength - start) };
  }

  #keep(firstBlock: number, bytes: Uint8Array): void {
    for (let at = 0, block = firstBlock; at < bytes.length; at += this.#blockBytes, block += 1) {
      const copy = new Uint8Array(bytes.subarray(at, at + this.#blockBytes));
      this.#blocks.set(block, copy, copy.length);
    }
  }

  #lastBlock(offset: number, length: number): number {
    return Math.floor((offset + length - 1) / this.#blockBytes);
  }

  #passesBy(length: number): boolean {
    return length > this.#blocks.budgetBytes / 4;
  }
}

/** Copies what `from` (starting at byte `fromOffset` of the file) and `to` (starting at `toOffset`) have in common. */
function copyOverlap(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number): void {
  const start = Math.max(fromOffset, toOffset);
  const end = Math.min(fromOffset + from.length, toOffset + to.length);
  if (end > start) to.set(from.subarray(start - fromOffset, end - fromOffset), start - toOffset);
}
