import { toFirstlightError } from '../base/errors.js';
import type { TableQuestion } from './table-question.js';
import { throttled } from './throttled.js';

/** How often progress is told. */
const progressMillis = 200;

/** Has the column index of a matrix built, before all others, and tells how far it is; cancelling ends it. */
export async function answerIndexGenes(question: TableQuestion<'indexGenes'>): Promise<void> {
  const { request, table, signal, send, parts } = question;
  const { request: number, matrix } = request;
  const genes = table.genesOf(matrix);
  const total = Math.max(1, genes.access.scanBytes);
  const tell = (done: number): void => {
    if (!signal.aborted) send({ type: 'progress', request: number, what: 'indexing', done: done * total, total, unit: 'bytes' });
  };
  await genes.findIndex();
  if (genes.access.state !== 'ready') {
    const unwatch = genes.watch(throttled(parts.shared.ports.clock, progressMillis, tell));
    try {
      await untilBuilt(question);
    } finally {
      unwatch();
    }
  }
  tell(1);
}

/** Waits until there is an index; where somebody else cancelled building it, it is begun anew. */
async function untilBuilt({ request, table, signal, parts, hold }: TableQuestion<'indexGenes'>): Promise<void> {
  const { background, indexing, shared } = parts;
  const { matrix, recording } = request;
  const genes = table.genesOf(matrix);
  const makeWay = (inner: AbortSignal): Promise<void> => background.makeWay(inner);
  for (;;) {
    const built = genes.nextBuilt({ signal });
    indexing.start({ recording, table, matrix, hold: () => hold(recording), makeWay, urgent: true });
    try {
      return await built;
    } catch (thrown) {
      if (signal.aborted && !genes.isAwaited) indexing.cancel(table, matrix);
      const error = toFirstlightError(thrown);
      if (signal.aborted || error.code !== 'aborted') throw error;
      await shared.ports.clock.turn();
    }
  }
}
