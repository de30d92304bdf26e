import type { Abortable } from '../../base/abort.js';

/**
 * A place for inflated bytes, written once from front to back and read anywhere: memory, a temporary file, OPFS. Bounded:
 * `append` throws `too-large` rather than pass its budget. Nobody else writes to it.
 */
export interface SpoolStore {
  /** Bytes appended so far. */
  readonly byteLength: number;
  /** Most bytes it will hold. */
  readonly budgetBytes: number;
  /** Adds `bytes` (lent until the promise settles) at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Bytes that were appended, *given*; the caller asks for no others. */
  read(offset: number, length: number, options?: Abortable): Promise<Uint8Array>;
  /** Present where a read needs no waiting. */
  readonly readSync?: ((offset: number, length: number) => Uint8Array) | undefined;
  /** Lets go of what it holds. */
  close(): Promise<void>;
}
