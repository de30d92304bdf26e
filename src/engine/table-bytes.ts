import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { openCompressed } from '../bytes/compressed/open-compressed.js';
import type { StoreAnswer, StoreNeed, StorePlan } from '../bytes/store-plan.js';
import type { EngineShared } from './engine-shared.js';
import { Limited } from './limited.js';
import { type RecordingBytes, wrapBytes } from './recording-bytes.js';

/** Reads up to this go through the cache of blocks; longer ones are chunks, which are kept by nobody. */
const smallBytes = 64 << 10;
const readsAtOnce = 24;
const openAtOnce = 32;
/** A plan that asks more often does not come to an end. */
const roundLimit = 10_000_000;
const sliceMillis = 8;

/** Runs plans to their end. */
export type RunPlan = <Result>(plan: StorePlan<Result>, options?: Abortable) => Promise<Result>;

/** A file that stays open while parts of it are read. */
interface OpenFile {
  readonly bytes: RecordingBytes;
}

/**
 * Answers what plans over a store ask for: one file under the empty name, or the files of a store by theirs. Bytes are
 * counted as they arrive.
 */
export class TableBytes {
  readonly #main: RecordingBytes | undefined;
  readonly #store: ByteStore | undefined;
  readonly #shared: EngineShared;
  readonly #open = new Map<string, Promise<OpenFile | undefined>>();
  readonly #limited = new Limited(readsAtOnce);
  readonly #never = new AbortController().signal;
  /** Fingerprints of files by their names, asked for while the table is being opened. */
  #opened: Map<string, Promise<string>> | undefined = new Map();
  #closedBytes = 0;

  /** Either is owned from now on and closed with this. */
  constructor(shared: EngineShared, { main, store }: { readonly main?: RecordingBytes; readonly store?: ByteStore }) {
    this.#shared = shared;
    this.#main = main;
    this.#store = store;
  }

  /** Bytes that arrived so far. */
  get bytesRead(): number {
    return this.#closedBytes + (this.#main?.counted.bytesRead ?? 0);
  }

  /** Bytes of the one file; 0 of a store. */
  get byteLength(): number {
    return this.#main?.counted.byteLength ?? 0;
  }

  /** Says which bytes the files are that were opened so far, from their own fingerprints; those opened later do not count. */
  async fingerprintOpened(): Promise<string> {
    const names = [...(this.#opened ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#opened = undefined;
    const facts = await Promise.all(names.map(async ([name, fingerprint]) => [name, await fingerprint]));
    const hasher = this.#shared.ports.createHasher();
    hasher.update(new TextEncoder().encode(JSON.stringify(facts)));
    return `folder-${hasher.digestHex().slice(0, 32)}`;
  }

  /** Bytes of blocks kept of the one file. */
  get cachedBytes(): number {
    return this.#main?.blocks.cachedBytes ?? 0;
  }

  /** Bytes of blocks to keep of the one file from now on. */
  setBlockBudget(bytes: number): void {
    this.#main?.blocks.setBudget(bytes);
  }

  /**
   * Runs a plan to its end. Needs of one round are met side by side; between rounds others have their turn, so that an
   * abort is felt. Errors: those of the plan and of the sources, `truncated` for bytes past an end.
   */
  async run<Result>(plan: StorePlan<Result>, { signal }: Abortable = {}): Promise<Result> {
    const { clock } = this.#shared.ports;
    let step = plan.next([]);
    let turned = clock.now();
    for (let round = 0; step.done !== true; round += 1) {
      if (round >= roundLimit) throw new FirstlightError('internal', `A plan did not settle after ${roundLimit} rounds`);
      throwIfAborted(signal);
      const answers = await Promise.all(step.value.map((need) => this.#answer(need, signal)));
      if (clock.now() - turned > sliceMillis) {
        await clock.turn();
        turned = clock.now();
      }
      throwIfAborted(signal);
      step = plan.next(answers);
    }
    return step.value;
  }

  async close(): Promise<void> {
    for (const opening of this.#open.values()) await (await opening.catch(() => undefined))?.bytes.blocks.close();
    this.#open.clear();
    await this.#main?.blocks.close();
    await this.#store?.close();
  }

  async #answer(need: StoreNeed, signal: AbortSignal | undefined): Promise<StoreAnswer> {
    if (need.kind === 'names') return this.#names(need.prefix, need.limit, signal);
    const { name } = need;
    if (name === '') return this.#answerFrom(this.#need(this.#main), need, signal);
    return this.#limited.run(signal ?? this.#never, async () => {
      if (need.kind === 'file' && need.inflated !== true) return this.#readWhole(name, need.limitBytes, signal);
      const file = await this.#file(name, 'inflated' in need && need.inflated === true, signal);
      return file === undefined ? undefined : this.#answerFrom(file.bytes, need, signal);
    });
  }

  async #answerFrom(
    { near, blocks }: RecordingBytes,
    need: Exclude<StoreNeed, { kind: 'names' }>,
    signal: AbortSignal | undefined,
  ): Promise<StoreAnswer> {
    const size = blocks.byteLength;
    if (need.kind === 'size') return size;
    const length = need.kind === 'range' ? need.length : need.kind === 'end' ? Math.min(need.length, size) : size;
    const offset = need.kind === 'range' ? need.offset : size - length;
    if (need.kind === 'file' && size > need.limitBytes) throw tooLarge(size, need.limitBytes, blocks.path);
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new FirstlightError('truncated', `The file ends at byte ${size}, bytes ${offset} to ${offset + length} are needed`, {
        path: blocks.path,
      });
    }
    return (length > smallBytes ? near : blocks).read(offset, length, { signal });
  }

  async #readWhole(name: string, limitBytes: number, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
    const source = await this.#openSource(name, signal);
    if (source === undefined) return undefined;
    try {
      if (source.byteLength > limitBytes) throw tooLarge(source.byteLength, limitBytes, source.path);
      const bytes = await source.read(0, source.byteLength, { signal });
      this.#closedBytes += bytes.length;
      return bytes;
    } finally {
      await source.close();
    }
  }

  /** A file of which parts are read, open for the next ones. */
  #file(name: string, inflated: boolean, signal: AbortSignal | undefined): Promise<OpenFile | undefined> {
    const key = `${inflated}:${name}`;
    let opening = this.#open.get(key);
    if (opening !== undefined) this.#open.delete(key);
    opening ??= this.#openFile(name, inflated, signal);
    this.#open.set(key, opening);
    opening.catch(() => {
      if (this.#open.get(key) === opening) this.#open.delete(key);
    });
    this.#closeOldest();
    return opening;
  }

  #closeOldest(): void {
    if (this.#open.size <= openAtOnce + readsAtOnce) return;
    const [oldest] = this.#open;
    if (oldest === undefined) return;
    this.#open.delete(oldest[0]);
    void oldest[1].then((file) => file?.bytes.blocks.close()).catch(() => undefined);
  }

  async #openFile(name: string, inflated: boolean, signal: AbortSignal | undefined): Promise<OpenFile | undefined> {
    const source = await this.#openSource(name, signal);
    if (source === undefined) return undefined;
    const counted = this.#counting(source);
    if (!inflated) return { bytes: wrapBytes(counted, this.#shared.blockBudgetBytes) };
    const { createSpool } = this.#shared.ports;
    const opened = await openCompressed(counted, {
      name,
      signal,
      ...(createSpool === undefined ? { budgetBytes: this.#shared.scheduler.budgetBytes } : { createSpool }),
    });
    if (opened?.damage !== undefined) {
      await opened.source.close();
      throw opened.damage.at(name);
    }
    return { bytes: wrapBytes(opened?.source ?? counted, this.#shared.blockBudgetBytes) };
  }

  async #openSource(name: string, signal: AbortSignal | undefined): Promise<ByteSource | undefined> {
    try {
      const source = await this.#need(this.#store).open(name, { signal });
      this.#note(name, source, signal);
      return source;
    } catch (thrown) {
      const error = toFirstlightError(thrown);
      if (error.code === 'not-found') return undefined;
      throw error;
    }
  }

  #note(name: string, source: ByteSource, signal: AbortSignal | undefined): void {
    if (this.#opened === undefined) return;
    const fingerprint = source.fingerprint({ signal });
    fingerprint.catch(() => undefined);
    this.#opened.set(name, fingerprint);
  }

  /** Adds what arrives to the count of this table. */
  #counting(source: ByteSource): ByteSource {
    const count = (bytes: Uint8Array): Uint8Array => {
      this.#closedBytes += bytes.length;
      return bytes;
    };
    return {
      path: source.path,
      byteLength: source.byteLength,
      growing: source.growing,
      read: async (offset, length, options) => count(await source.read(offset, length, options)),
      fingerprint: (options) => source.fingerprint(options),
      close: () => source.close(),
    };
  }

  async #names(prefix: string, limit: number, signal: AbortSignal | undefined): Promise<readonly string[]> {
    try {
      const { files, folders } = await this.#need(this.#store).names(prefix, { signal });
      const start = prefix === '' ? '' : `${prefix}/`;
      const names = [...files.slice(0, limit), ...folders.slice(0, limit).map((folder) => `${folder}/`)];
      return names.slice(0, limit).map((name) => `${start}${name}`);
    } catch (thrown) {
      const error = toFirstlightError(thrown);
      if (error.code === 'not-found') return [];
      throw error;
    }
  }

  #need<Part>(part: Part | undefined): Part {
    if (part === undefined) throw new FirstlightError('internal', 'A plan asks for another kind of store');
    return part;
  }
}

function tooLarge(size: number, limitBytes: number, path: string): FirstlightError {
  return new FirstlightError('too-large', `A part of ${size} bytes must be read at once; at most ${limitBytes} can be`, { path });
}
