import { FirstlightError } from '../base/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import type { QuestionContext } from './question-context.js';

/** Answers what is asked of stacks beside their planes. */
export async function answerStackQuestion(
  _context: QuestionContext,
  { type }: RequestOf<'trace' | 'estimate'>,
  _signal: AbortSignal,
): Promise<void> {
  throw new FirstlightError('unsupported', `This engine does not answer ${type} yet`);
}
