import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import type { ByteSource } from './byte-source.js';
import { checkRange } from './check-range.js';
import { SharedRead } from './shared-read.js';

export interface CoalesceOptions {
  /** Ranges with no more than this many bytes between them are read together. Default 16 KiB. */
  readonly gapBytes?: number;
  /** No read is longer; longer wishes are read in pieces, four at a time. Default 1 MiB. */
  readonly pieceBytes?: number;
}

interface Wish {
  readonly offset: number;
  readonly length: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Uint8Array | Promise<Uint8Array>) => void;
  readonly reject: (reason: unknown) => void;
}

const piecesAtOnce = 4;

/**
 * Joins the ranges that are asked for within one tick and lie near each other into one read. A joined read is aborted
 * when the last of its readers left. `readSync` is kept as it is. Bytes are *given*.
 */
export function withCoalescing(source: ByteSource, options: CoalesceOptions = {}): ByteSource {
  return new CoalescedReads(source, options);
}

class CoalescedReads implements ByteSource {
  readonly #source: ByteSource;
  readonly #gapBytes: number;
  readonly #pieceBytes: number;
  readonly readSync: ((offset: number, length: number, into?: Uint8Array) => Uint8Array) | undefined;
  readonly refresh?: (options?: Abortable) => Promise<void>;
  #wishes: Wish[] = [];

  constructor(source: ByteSource, options: CoalesceOptions) {
    this.#source = source;
    this.#gapBytes = options.gapBytes ?? 16 << 10;
    this.#pieceBytes = options.pieceBytes ?? 1 << 20;
    this.readSync = source.readSync;
    if (source.refresh !== undefined) this.refresh = (refreshOptions) => source.refresh?.(refreshOptions) ?? Promise.resolve();
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

  async read(offset: number, length: number, { signal }: Abortable = {}): Promise<Uint8Array> {
    checkRange(this, offset, length);
    throwIfAborted(signal);
    if (length === 0) return new Uint8Array(0);
    if (length > this.#pieceBytes) return this.#readPieces(offset, length, signal);
    return new Promise((resolve, reject) => {
      if (this.#wishes.length === 0) queueMicrotask(() => this.#serve());
      this.#wishes.push({ offset, length, signal, resolve, reject });
    });
  }

  fingerprint(options: Abortable = {}): Promise<string> {
    return this.#source.fingerprint(options);
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #serve(): void {
    const wishes = this.#wishes.filter((wish) => {
      if (wish.signal?.aborted) wish.reject(abortedError(wish.signal));
      return !wish.signal?.aborted;
    });
    this.#wishes = [];
    wishes.sort((a, b) => a.offset - b.offset);
    for (let from = 0; from < wishes.length; ) {
      const start = (wishes[from] as Wish).offset;
      let end = start;
      let to = from;
      for (; to < wishes.length; to += 1) {
        const wish = wishes[to] as Wish;
        const joinedEnd = Math.max(end, wish.offset + wish.length);
        if (to > from && (wish.offset - end > this.#gapBytes || joinedEnd - start > this.#pieceBytes)) break;
        end = joinedEnd;
      }
      this.#readJoined(start, end - start, wishes.slice(from, to));
      from = to;
    }
  }

  #readJoined(start: number, length: number, wishes: readonly Wish[]): void {
    const read = new SharedRead((signal) => this.#source.read(start, length, { signal }));
    const alone = wishes.length === 1;
    for (const wish of wishes) {
      const at = wish.offset - start;
      wish.resolve(read.join(wish.signal).then((bytes) => (alone ? bytes : new Uint8Array(bytes.subarray(at, at + wish.length)))));
    }
  }

  async #readPieces(offset: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const result = new Uint8Array(length);
    let next = 0;
    const readSome = async (): Promise<void> => {
      while (next < length) {
        const at = next;
        next += this.#pieceBytes;
        throwIfAborted(signal);
        result.set(await this.#source.read(offset + at, Math.min(this.#pieceBytes, length - at), { signal }), at);
      }
    };
    await Promise.all(Array.from({ length: piecesAtOnce }, readSome));
    return result;
  }
}
