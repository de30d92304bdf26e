import { throwIfAborted } from '../base/abort.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { RequestOf } from '../protocol/requests.js';
import type { Trace } from '../stacks/trace-builder.js';
import type { ChainSubject } from './chain-references.js';
import { ChainedSeries } from './chained-series.js';
import { heldStack } from './held-source.js';
import type { QuestionContext } from './question-context.js';
import { requestTrace } from './request-trace.js';
import { checkFits, estimateWant } from './stack-estimate.js';

/** Answers what is asked of stacks beside their planes. */
export async function answerStackQuestion(
  context: QuestionContext,
  request: RequestOf<'trace' | 'estimate'>,
  signal: AbortSignal,
): Promise<void> {
  const held = heldStack(await context.hold(request.recording));
  try {
    throwIfAborted(signal);
    const { shared } = context.parts;
    const subject: ChainSubject = { stack: held.stack, shared, hold: (recording) => context.hold(recording) };
    if (request.type === 'trace') await answerTrace(context, request, subject, signal);
    else {
      const { bytes, readBytes, fits } = estimateWant(subject, request.want);
      context.send({ type: 'estimate', request: request.request, bytes, readBytes, budgetBytes: shared.scheduler.budgetBytes, fits });
    }
  } finally {
    held.release();
  }
}

async function answerTrace(
  context: QuestionContext,
  { request, want }: RequestOf<'trace'>,
  subject: ChainSubject,
  signal: AbortSignal,
): Promise<void> {
  const send = (trace: Trace, quality: AnswerOf<'trace'>['quality'], final: boolean): void => {
    if (!signal.aborted) context.send({ type: 'trace', request, quality, ...(trace as TraceArrays), final });
  };
  checkFits(subject, { ...want, reduction: undefined });
  const chained = await ChainedSeries.open(subject, want);
  try {
    throwIfAborted(signal);
    const lease = requestTrace(subject, want, chained, { signal, onGlance: (trace) => send(trace, 'sampled', false) });
    try {
      send(await lease.value, 'exact', true);
    } finally {
      lease.release();
    }
  } finally {
    chained.release();
  }
}

type TraceArrays = Pick<AnswerOf<'trace'>, 'first' | 'mean' | 'least' | 'greatest' | 'deviation' | 'done'>;
