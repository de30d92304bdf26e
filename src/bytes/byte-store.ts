import type { Abortable } from '../base/abort.js';
import type { ByteSource } from './byte-source.js';

/** One name in a {@link ByteStore}. */
export interface StoreEntry {
  /** Path below the store's root, parts joined by `/`, no leading slash. */
  readonly name: string;
  readonly byteLength: number;
  /** Milliseconds since 1970, where the store knows. */
  readonly modifiedMillis?: number;
}

/** Named sources: a folder, a dropped directory, a list of URLs, memory. Nothing outside the root is reachable. */
export interface ByteStore {
  /** For people: a folder's path, a host's name. */
  readonly label: string;
  /** Regular files below `prefix`, in natural order of their names. */
  list(prefix: string, options?: Abortable): AsyncIterable<StoreEntry>;
  /** `not-found` when there is no such name; `denied` when it leads out of the root. */
  open(name: string, options?: Abortable): Promise<ByteSource>;
  close(): Promise<void>;
}
