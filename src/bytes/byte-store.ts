import type { Abortable } from '../base/abort.js';
import type { ByteSource } from './byte-source.js';

/** A file of a {@link ByteStore}. */
export interface StoreEntry {
  /** Path below the store's root, parts joined by `/`, no leading slash. */
  readonly name: string;
  readonly byteLength: number;
  /** Milliseconds since 1970, where the store knows. */
  readonly modifiedMillis?: number;
}

/** What lies directly in a folder: own names, without the folder's, in natural order. */
export interface FolderNames {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Named sources: a folder, a dropped directory, a list of URLs, memory. Nothing outside the root is reachable. Hidden names
 * (see `isHiddenName`) are neither listed nor opened.
 */
export interface ByteStore {
  /** For people: a folder's path, a host's name. */
  readonly label: string;
  /**
   * What lies directly in a folder (`''`: the root). Costs as much as there are names: no file is looked at. Errors:
   * `not-found` where there is no such folder, `denied`, `unsupported` where names are opened but cannot be listed.
   */
  names(folder: string, options?: Abortable): Promise<FolderNames>;
  /**
   * Present where names may come and go: tells, in one look, whether they did. It is another text once names directly in the
   * folder were added or removed; it may be another without that. Errors as those of `names`.
   */
  revision?(folder: string, options?: Abortable): Promise<string>;
  /** Size and time of change of a file. Errors as those of `open`. */
  stat(name: string, options?: Abortable): Promise<StoreEntry>;
  /** `not-found` when there is no such name; `denied` when it leads out of the root. */
  open(name: string, options?: Abortable): Promise<ByteSource>;
  close(): Promise<void>;
}
