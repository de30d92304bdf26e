import type { Abortable } from '../base/abort.js';

/** What tells one content of a file from another: part of every cache key and index guard. */
export type Fingerprint = string;

/**
 * One run of bytes: a file, a blob, an HTTP resource, memory.
 *
 * Reads past the end are `out-of-range`: callers clip. A read resolves to exactly `length` bytes, *given* to the caller
 * (no one else writes to them) unless a wrapper says *lent*. Errors carry the source's `path`.
 */
export interface ByteSource {
  /** Path, URL or name, for people and for errors. */
  readonly path: string;
  readonly byteLength: number;
  /** The source may get longer while it is open; `refresh` looks. */
  readonly growing: boolean;
  read(offset: number, length: number, options?: Abortable): Promise<Uint8Array>;
  /**
   * Fills `target`, which is *lent* until the promise resolves; after a rejection something may still write to it. Present
   * where it spares fresh memory. Same contract as `read` otherwise.
   */
  readInto?(offset: number, target: Uint8Array, options?: Abortable): Promise<void>;
  /**
   * Present where a read needs no waiting (a worker beside the disk, memory). Same contract as `read`. A source that can
   * reads into `into` (*lent*, at least `length` bytes) and answers with a view of it: memory used again and again costs
   * less than fresh one. Others answer as if it were not there.
   */
  readonly readSync?: ((offset: number, length: number, into?: Uint8Array) => Uint8Array) | undefined;
  /** Present where it is an open file: its number in this process, which other threads can read by until `close`. */
  readonly descriptor?: number | undefined;
  fingerprint(options?: Abortable): Promise<Fingerprint>;
  /** Looks again at the length of a growing source. */
  refresh?(options?: Abortable): Promise<void>;
  close(): Promise<void>;
}
