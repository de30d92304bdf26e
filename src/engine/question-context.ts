import type { ColumnWant } from '../cells/cell-want.js';
import type { Answer } from '../protocol/answers.js';
import type { HeldSource } from './held-source.js';
import type { HostParts } from './host-parts.js';

/** What an answer to a question needs of its connection. */
export interface QuestionContext {
  readonly parts: HostParts;
  /** Opens an entry as this viewer said it is to be read. */
  hold(recording: string): Promise<HeldSource>;
  send(answer: Answer): void;
  /** The gene that this viewer last asked for, by recording: what it colours by. */
  readonly lastGenes: Map<string, ColumnWant>;
}
