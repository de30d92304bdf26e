import { toFirstlightError } from '../base/errors.js';
import { type HeldSource, heldTable } from './held-source.js';
import type { HostParts } from './host-parts.js';
import type { TableFile } from './table-file.js';
import type { TableQuestion } from './table-question.js';
import { throttled } from './throttled.js';

/** How often progress is told. */
const progressMillis = 200;

export interface IndexInBackground {
  readonly table: TableFile;
  readonly matrix: string;
  /** Opens the table again. */
  readonly hold: () => Promise<HeldSource>;
  readonly parts: HostParts;
  /** Whether somebody waits for it. */
  readonly urgent: boolean;
}

/** Has the column index of a matrix built, making way for whoever looks at something. */
export function indexInBackground({ table, matrix, hold, parts, urgent }: IndexInBackground): void {
  const genes = table.genesOf(matrix);
  const run = async (signal: AbortSignal): Promise<void> => {
    try {
      const held = heldTable(await hold());
      try {
        await held.table.genesOf(matrix).buildIndex(() => parts.background.makeWay(signal), { signal });
      } finally {
        held.release();
      }
      genes.noteBuilt(undefined);
    } catch (thrown) {
      const error = toFirstlightError(thrown);
      genes.noteBuilt(error);
      // Facts say why there is none, and so does whoever asked for it.
      if (signal.aborted || error.code === 'internal') throw error;
    }
  };
  parts.indexing.add({ name: jobName(table, matrix), run }, urgent);
}

/** Has the column index of a matrix built, before all else, and tells how far it is; cancelling ends it. */
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
  const { matrix, recording } = request;
  const genes = table.genesOf(matrix);
  for (;;) {
    const built = genes.nextBuilt({ signal });
    indexInBackground({ table, matrix, hold: () => hold(recording), parts, urgent: true });
    try {
      return await built;
    } catch (thrown) {
      if (signal.aborted && !genes.isAwaited) parts.indexing.cancel(jobName(table, matrix));
      const error = toFirstlightError(thrown);
      if (signal.aborted || error.code !== 'aborted') throw error;
      await parts.shared.ports.clock.turn();
    }
  }
}

function jobName({ key }: TableFile, matrix: string): string {
  return `column index ${key} ${matrix}`;
}
