import type { ErrorRecord } from '../base/errors.js';
import type { Answer } from '../protocol/answers.js';
import type { Request } from '../protocol/requests.js';
import type { DemoName } from './demos.js';

/** A file of this machine and its name below what was opened, parts joined by `/`. */
export interface NamedFile {
  readonly name: string;
  readonly file: File;
}

/** What an engine in this tab opens. */
export type TabSource =
  | { readonly kind: 'files'; readonly files: readonly NamedFile[]; readonly title: string }
  /** A recording at an absolute URL, a folder such as a Zarr store, or a manifest (`.json`) that names several. */
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'demo'; readonly name: DemoName };

/** First message to the engine's worker. */
export interface WorkerStart {
  readonly type: 'start';
  readonly source: TabSource;
  readonly kernels: WebAssembly.Module | undefined;
  readonly budgetBytes: number;
}

/** What a page says to the engine's worker. */
export type ToWorker = WorkerStart | { readonly type: 'request'; readonly request: Request };

/** What the engine's worker says: answers, and whether it could start. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
  | { readonly type: 'answer'; readonly answer: Answer };
