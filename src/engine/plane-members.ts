import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { EngineShared } from './engine-shared.js';
import { openPlaneSource } from './open-plane-source.js';
import type { PlaneFile } from './plane-file.js';

/** Files kept open after use. */
const keptOpen = 8;
/** Files tried before a folder is given up. */
const mostTried = 16;

interface Member {
  readonly opening: Promise<PlaneFile>;
  users: number;
}

/** The files of a folder, opened when they are wanted and closed when others are wanted more. */
export class FolderMembers {
  readonly #store: ByteStore;
  readonly #names: readonly string[];
  readonly #shared: EngineShared;
  /** By file, least recently used first. */
  readonly #open = new Map<number, Member>();
  #bytesReadBefore = 0;
  readonly #opened = new Set<PlaneFile>();
  #blockBudgetBytes: number | undefined;

  constructor(store: ByteStore, names: readonly string[], shared: EngineShared) {
    this.#store = store;
    this.#names = names;
    this.#shared = shared;
  }

  get bytesRead(): number {
    let bytes = this.#bytesReadBefore;
    for (const file of this.#opened) bytes += file.bytesRead;
    return bytes;
  }

  /** Bytes of blocks that open files keep. */
  get cachedBytes(): number {
    let bytes = 0;
    for (const file of this.#opened) bytes += file.cachedBytes;
    return bytes;
  }

  /** Bytes of blocks that open files keep together from now on. */
  setBlockBudget(bytes: number): void {
    this.#blockBudgetBytes = bytes;
    for (const file of this.#opened) file.setBlockBudget(bytes / keptOpen);
  }

  /** The first file that can be opened; the others before it are told. Throws the first error where none of the first few can. */
  async openFirst(options: Abortable, onBroken: (name: string, error: unknown) => void): Promise<PlaneFile> {
    let reason: unknown;
    for (const [file, name] of this.#names.slice(0, mostTried).entries()) {
      try {
        return await this.use(file, options, async (member) => member);
      } catch (error) {
        if (toFirstlightError(error).code === 'aborted') throw error;
        reason ??= error;
        onBroken(name, error);
      }
    }
    throw reason;
  }

  /** Calls `work` with a file that stays open until it is done. Openings are shared; one that another's cancellation ended is begun again. */
  async use<Result>(file: number, options: Abortable, work: (member: PlaneFile) => Promise<Result>): Promise<Result> {
    const member = this.#member(file, options);
    member.users += 1;
    try {
      const opened = await member.opening.catch((error: unknown) => {
        if (toFirstlightError(error).code !== 'aborted' || options.signal?.aborted) throw error;
        return undefined;
      });
      return opened === undefined ? await this.use(file, options, work) : await work(opened);
    } finally {
      member.users -= 1;
      this.#closeIdle();
    }
  }

  async close(): Promise<void> {
    const members = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(members.map((member) => this.#shut(member)));
  }

  #member(file: number, { signal }: Abortable): Member {
    let member = this.#open.get(file);
    if (member === undefined) {
      member = { opening: this.#openFile(file, signal), users: 0 };
      const opening = member;
      member.opening.catch(() => {
        if (this.#open.get(file) === opening) this.#open.delete(file);
      });
    } else this.#open.delete(file);
    this.#open.set(file, member);
    return member;
  }

  async #openFile(file: number, signal: AbortSignal | undefined): Promise<PlaneFile> {
    const name = this.#names[file]!;
    const source = await this.#store.open(name, { signal });
    const opened = await openPlaneSource(source, name, this.#shared, { signal, fingerprint: false });
    this.#opened.add(opened);
    if (this.#blockBudgetBytes !== undefined) opened.setBlockBudget(this.#blockBudgetBytes / keptOpen);
    return opened;
  }

  #closeIdle(): void {
    for (const [file, member] of this.#open) {
      if (this.#open.size <= keptOpen) return;
      if (member.users > 0) continue;
      this.#open.delete(file);
      void this.#shut(member);
    }
  }

  /** A file that cannot be closed is no reason to lose what was read. */
  async #shut({ opening }: Member): Promise<void> {
    const file = await opening.catch(() => undefined);
    if (file === undefined) return;
    this.#opened.delete(file);
    this.#bytesReadBefore += file.bytesRead;
    await file.close().catch(() => undefined);
  }
}
