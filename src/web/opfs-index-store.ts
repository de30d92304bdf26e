import type { IndexStore } from '../engine/ports.js';

const folderName = 'firstlight-index';
const defaultCapBytes = 256 << 20;

/**
 * Indexes, facts and thumbnails in the browser's own file system, one file a key; the oldest go first when they grow
 * past the cap. Where the browser has none or denies it, nothing is kept.
 */
export class OpfsIndexStore implements IndexStore {
  readonly #folder: FileSystemDirectoryHandle;
  readonly capBytes: number;
  #writtenBytes: number;

  private constructor(folder: FileSystemDirectoryHandle, capBytes: number) {
    this.#folder = folder;
    this.capBytes = capBytes;
    // The first write looks at what is there from earlier visits.
    this.#writtenBytes = capBytes;
  }

  /** The store, or nothing where there is none. */
  static async open(capBytes: number = defaultCapBytes): Promise<OpfsIndexStore | undefined> {
    try {
      const root = await navigator.storage.getDirectory();
      return new OpfsIndexStore(await root.getDirectoryHandle(folderName, { create: true }), capBytes);
    } catch {
      return undefined;
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      const handle = await this.#folder.getFileHandle(key);
      return new Uint8Array(await (await handle.getFile()).arrayBuffer());
    } catch {
      return undefined;
    }
  }

  async set(key: string, bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength > this.capBytes / 4) return;
    try {
      const handle = await this.#folder.getFileHandle(key, { create: true });
      const writable = await handle.createWritable();
      await writable.write(new Uint8Array(bytes));
      await writable.close();
      this.#writtenBytes += bytes.byteLength;
      if (this.#writtenBytes > this.capBytes / 2) await this.#trim();
    } catch {
      // A full or denied store makes the next opening slower, nothing worse.
    }
  }

  async #trim(): Promise<void> {
    const files: { readonly name: string; readonly size: number; readonly modified: number }[] = [];
    for await (const [name, handle] of this.#folder.entries()) {
      if (handle.kind !== 'file') continue;
      const file = await (handle as FileSystemFileHandle).getFile();
      files.push({ name, size: file.size, modified: file.lastModified });
    }
    let total = files.reduce((sum, file) => sum + file.size, 0);
    files.sort((a, b) => a.modified - b.modified);
    for (const { name, size } of files) {
      if (total <= this.capBytes) break;
      await this.#folder.removeEntry(name);
      total -= size;
    }
    this.#writtenBytes = Math.max(0, total - this.capBytes / 2);
  }
}
