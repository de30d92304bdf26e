import type { Abortable } from '../base/abort.js';
import type { SpoolStore } from '../bytes/compressed/spool-store.js';
import type { WorkerResult, WorkerTask } from './worker-task.js';

/** Time, as the engine sees it. */
export interface Clock {
  /** Milliseconds that never go back; the origin is arbitrary. */
  now(): number;
  /** Waits; rejects with `aborted` when the signal fires. */
  delay(millis: number, options?: Abortable): Promise<void>;
  /** Lets everything else that is due run first: what long work awaits between its slices. */
  turn(): Promise<void>;
}

/** An incremental SHA-256. */
export interface Hasher {
  /** `bytes` are lent. */
  update(bytes: Uint8Array): void;
  /** Lower-case hexadecimal; nothing may be added afterwards. */
  digestHex(): string;
}

/**
 * Where indexes, facts and thumbnails are kept between runs: a folder, OPFS. Keys are short and safe as file names.
 * Capped in size by whoever implements it. The engine trusts nothing that it reads back before checking it.
 */
export interface IndexStore {
  /** Bytes that it keeps at most; unknown without. */
  readonly capBytes?: number | undefined;
  /** Bytes, *given*, or nothing. Failures to read count as nothing. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** `bytes` are lent until the promise settles. Failures to write are no error. */
  set(key: string, bytes: Uint8Array): Promise<void>;
}

/** Threads that decode and add up, so that this never blocks interaction. Each runs `runWorkerTask`. */
export interface WorkerHost {
  /** How many tasks make sense at once. */
  readonly size: number;
  /** Whether its workers read a task's `file` themselves. */
  readonly readsFiles?: boolean;
  /**
   * Runs a task; its byte buffers are transferred (*given*). A worker that dies rejects its task with `internal` and is
   * replaced.
   */
  run<Task extends WorkerTask>(task: Task, options?: Abortable): Promise<WorkerResult<Task>>;
  close(): Promise<void>;
}

/** Pixels of 8 bits, rows from the top, samples side by side. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** *Given.* */
  readonly samples: Uint8Array;
}

/** Decodes images that the platform knows and we do not. */
export interface ImageDecoder {
  /** `bytes` are lent until the promise settles. `channels`: 1 grey, 3 red, green, blue. Errors: `corrupt`, `unsupported`. */
  decode(bytes: Uint8Array, options: { readonly mediaType: 'image/jpeg'; readonly channels: 1 | 3 } & Abortable): Promise<DecodedImage>;
}

/** What the engine needs from the place it runs in. */
export interface EnginePorts {
  readonly clock: Clock;
  createHasher(): Hasher;
  readonly index?: IndexStore | undefined;
  readonly workers?: WorkerHost | undefined;
  readonly images?: ImageDecoder | undefined;
  /** Room for the content of files that are compressed as a whole; memory within the budget without it. */
  readonly createSpool?: (() => Promise<SpoolStore>) | undefined;
}
