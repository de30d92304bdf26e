import { type Abortable, throwIfAborted, withAbort } from '../../base/abort.js';
import { FirstlightError, toFirstlightError } from '../../base/errors.js';
import type { ByteSource, Fingerprint } from '../byte-source.js';
import { checkRange } from '../check-range.js';
import type { InflatedSink, Inflater } from './inflater.js';
import type { SpoolStore } from './spool-store.js';

/** Compressed bytes read at once. */
const stepBytes = 128 << 10;
/** Compressed bytes inflated at once: at most 33 MiB of content, usually a millisecond's. */
const sliceBytes = 32 << 10;

export interface InflateProgress {
  /** Compressed bytes read so far and altogether. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Content so far. */
  readonly inflatedBytes: number;
}

/** The next piece of work, and how many wait for it. */
interface Step {
  readonly controller: AbortController;
  readonly done: Promise<void>;
  consumers: number;
}

/**
 * The content of a compressed stream as a source. It is inflated forward into a spool as far as reads need it, and never
 * twice. Reads that need more of it share the work; it stops with the last of them and goes on where it stopped.
 */
export class InflatedSource implements ByteSource {
  readonly growing = false;
  readonly #source: ByteSource;
  readonly #spool: SpoolStore;
  readonly #inflater: Inflater;
  readonly #inflated: Uint8Array[] = [];
  #consumedBytes = 0;
  #ended = false;
  #damage: FirstlightError | undefined;
  #failure: FirstlightError | undefined;
  #statedBytes: number | undefined;
  #step: Step | undefined;

  /** `statedBytes`: the length of the content where it is known for certain; without it `inflateAll` comes first. */
  constructor(source: ByteSource, spool: SpoolStore, createInflater: (sink: InflatedSink) => Inflater, statedBytes?: number) {
    this.#source = source;
    this.#spool = spool;
    this.#inflater = createInflater((bytes) => this.#inflated.push(bytes));
    this.#statedBytes = statedBytes;
  }

  get path(): string {
    return this.#source.path;
  }

  /** The length of the content: as stated, or once it is inflated what was good of it. */
  get byteLength(): number {
    return this.#statedBytes ?? this.#spool.byteLength;
  }

  /** Why the content is not all there; known once it was inflated up to there. */
  get damage(): FirstlightError | undefined {
    return this.#damage;
  }

  /** Present once everything is inflated, into a spool that has it. */
  get readSync(): ((offset: number, length: number) => Uint8Array) | undefined {
    const { readSync } = this.#spool;
    if (!this.#ended || readSync === undefined) return undefined;
    return (offset, length) => {
      checkRange(this, offset, length);
      this.#checkInflated(offset + length);
      return readSync(offset, length);
    };
  }

  async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    checkRange(this, offset, length);
    throwIfAborted(options.signal);
    await this.#inflateTo(offset + length, options.signal);
    this.#checkInflated(offset + length);
    return this.#spool.read(offset, length, options);
  }

  /** Inflates the rest. Damage is kept, not thrown. */
  async inflateAll(options: Abortable & { readonly onProgress?: (progress: InflateProgress) => void } = {}): Promise<void> {
    while (!this.#ended) {
      await this.#inflateTo(this.#spool.byteLength + 1, options.signal);
      options.onProgress?.({
        bytesRead: this.#consumedBytes,
        bytesTotal: this.#source.byteLength,
        inflatedBytes: this.#spool.byteLength,
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async fingerprint(options: Abortable = {}): Promise<Fingerprint> {
    return `${await this.#source.fingerprint(options)}-inflated`;
  }

  async close(): Promise<void> {
    await this.#spool.close();
    await this.#source.close();
  }

  #checkInflated(end: number): void {
    if (end <= this.#spool.byteLength) return;
    const cause = this.#failure ?? this.#damage;
    if (cause !== undefined) throw cause.at(this.path);
    throw new FirstlightError('corrupt', `The content ends at byte ${this.#spool.byteLength}, ${this.byteLength} were stated`, {
      path: this.path,
    });
  }

  async #inflateTo(end: number, signal: AbortSignal | undefined): Promise<void> {
    while (!this.#ended && this.#spool.byteLength < end) {
      throwIfAborted(signal);
      this.#step ??= this.#startStep();
      const step = this.#step;
      step.consumers += 1;
      try {
        await withAbort(step.done, signal);
      } catch (thrown) {
        // A step that others left behind may still be joined before it has ended; then it is begun again.
        if (signal?.aborted === true || !step.controller.signal.aborted) throw thrown;
      } finally {
        step.consumers -= 1;
        if (step.consumers === 0) step.controller.abort(signal?.reason);
      }
    }
  }

  /** There is one step at a time: the inflater can do nothing twice. */
  #startStep(): Step {
    const controller = new AbortController();
    const done = this.#inflateStep(controller.signal).finally(() => {
      this.#step = undefined;
    });
    done.catch(() => undefined);
    return { controller, done, consumers: 0 };
  }

  /** Reads and inflates the next bytes. May be aborted while it reads; then nothing has happened. */
  async #inflateStep(signal: AbortSignal): Promise<void> {
    const length = Math.min(stepBytes, this.#source.byteLength - this.#consumedBytes);
    const bytes = length === 0 ? new Uint8Array(0) : await this.#source.read(this.#consumedBytes, length, { signal });
    this.#consumedBytes += length;
    try {
      for (let at = 0; at < bytes.length && this.#damage === undefined; at += sliceBytes) {
        this.#inflate(() => this.#inflater.push(bytes.subarray(at, at + sliceBytes)));
        await this.#moveToSpool();
      }
      if (this.#damage === undefined && this.#consumedBytes === this.#source.byteLength) {
        this.#inflate(() => this.#inflater.finish());
        await this.#moveToSpool();
        this.#ended = true;
      }
    } catch (thrown) {
      this.#failure = toFirstlightError(thrown);
    }
    if (this.#damage !== undefined || this.#failure !== undefined) this.#ended = true;
  }

  #inflate(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#damage = toFirstlightError(thrown);
    }
  }

  async #moveToSpool(): Promise<void> {
    for (const bytes of this.#inflated.splice(0)) await this.#spool.append(bytes);
  }
}
