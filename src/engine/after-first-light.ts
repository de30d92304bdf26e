import { toFirstlightError } from '../base/errors.js';
import { heldTable } from './held-source.js';
import type { TableFile } from './table-file.js';
import type { CellQuestion, TableQuestion } from './table-question.js';

/** A question that was answered, whatever it was. */
type Answered = Omit<TableQuestion<'points'>, 'request'> & { readonly request: CellQuestion };

/**
 * Has done for a table what nobody asked for, once somebody has seen something of it: a look at its matrices, and the column index of
 * the one that genes come from, where that is worth it.
 */
export function lookAround({ request, table, parts, hold }: Answered): void {
  if (table.facts.matrices.every(({ name }) => table.looks.isSettled(name))) return;
  const { background, indexing } = parts;
  const { recording } = request;
  background.add({
    name: `looks ${table.key}`,
    async run(signal) {
      const held = heldTable(await hold(recording));
      const { looks, facts } = held.table;
      try {
        for (const { name } of facts.matrices) {
          await background.makeWay(signal);
          await lookOnce(held.table, name, signal);
        }
        const matrix = looks.knownDefault;
        if (matrix === undefined) return;
        const genes = held.table.genesOf(matrix);
        await genes.findIndex();
        if (!genes.isIndexWanted) return;
        const makeWay = (inner: AbortSignal): Promise<void> => background.makeWay(inner);
        indexing.start({ recording, table: held.table, matrix, hold: () => hold(recording), makeWay, urgent: false });
      } finally {
        held.release();
      }
    },
  });
}

async function lookOnce({ looks }: TableFile, matrix: string, signal: AbortSignal): Promise<void> {
  try {
    await looks.look(matrix, { signal });
  } catch (error) {
    // A matrix that cannot be read says so where a gene of it is asked for.
    if (signal.aborted || toFirstlightError(error).code === 'internal') throw error;
  }
}
