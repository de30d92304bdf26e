import type { RequestOf } from '../protocol/requests.js';
import type { Credits } from './credits.js';
import type { QuestionContext } from './question-context.js';
import type { TableFile } from './table-file.js';

export type CellQuestion = RequestOf<'points' | 'column' | 'genes' | 'indexGenes' | 'select' | 'cells' | 'cell'>;

/** What an answer about a table needs. */
export interface TableQuestion<Type extends CellQuestion['type']> extends QuestionContext {
  readonly request: RequestOf<Type>;
  readonly table: TableFile;
  readonly signal: AbortSignal;
  /** Of an answer in many parts. */
  readonly credits: Credits;
}
