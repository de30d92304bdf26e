import type { MessagePort } from 'node:worker_threads';
import type { ErrorRecord } from '../base/errors.js';

/** What the engine's thread is started with: all of it plain, so that it can be posted. */
export interface EngineThreadData {
  /** Files, folders and URLs that are served. */
  readonly paths: readonly string[];
  readonly budgetBytes: number;
  readonly cacheFolder: string | undefined;
  readonly cacheBytes: number | undefined;
  readonly workers: number | undefined;
  readonly warm: boolean;
}

/** First message of the thread: whether it is ready. */
export type EngineThreadReady =
  | {
      readonly kind: 'ready';
      /** Where nothing else is served; see `findOnlyRecording`. */
      readonly onlyRecording?: string | undefined;
    }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/**
 * A new client: requests in wire form come in on `port`, {@link EngineThreadAnswer}s go out on it; closing it ends the
 * client's work.
 */
export interface EngineThreadClient {
  readonly port: MessagePort;
}

/** One answer in wire form. */
export interface EngineThreadAnswer {
  readonly replaces: string | undefined;
  readonly bytes: Uint8Array;
}
