import { FirstlightError } from '../base/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import type { QuestionContext } from './question-context.js';

/** Answers what is asked of tables of cells. */
export async function answerCellQuestion(
  _context: QuestionContext,
  { type }: RequestOf<'points' | 'column' | 'genes' | 'indexGenes' | 'select' | 'cells' | 'cell'>,
  _signal: AbortSignal,
): Promise<void> {
  throw new FirstlightError('unsupported', `This engine does not answer ${type} yet`);
}
