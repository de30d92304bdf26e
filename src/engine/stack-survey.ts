import type { RequestOf } from '../protocol/requests.js';
import type { HeldStack } from './held-source.js';
import type { QuestionContext } from './question-context.js';

/** How often at most progress is told. */
const tellMillis = 250;

/** Reads every plane of a stack, telling how far it is; its facts say afterwards what was wrong. Releases the stack. */
export async function answerStackSurvey(
  context: QuestionContext,
  { request, recording }: RequestOf<'survey'>,
  held: HeldStack,
  signal: AbortSignal,
): Promise<void> {
  const { stack } = held;
  const { clock } = context.parts.shared.ports;
  const bytesTotal = stack.byteLength;
  let toldMillis = Number.NEGATIVE_INFINITY;
  try {
    if (stack.facts.integrity === undefined) {
      await stack.survey({
        signal,
        onProgress: ({ planes, planesTotal }) => {
          if (clock.now() - toldMillis < tellMillis) return;
          toldMillis = clock.now();
          const bytesRead = Math.floor((bytesTotal * planes) / Math.max(1, planesTotal));
          context.send({ type: 'survey', request, recording, bytesRead, bytesTotal, final: false });
        },
      });
    }
    context.send({ type: 'survey', request, recording, bytesRead: bytesTotal, bytesTotal, final: true });
  } finally {
    held.release();
  }
}
