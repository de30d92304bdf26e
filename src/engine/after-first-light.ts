import { toFirstlightError } from '../base/errors.js';
import { type HeldSource, heldTable } from './held-source.js';
import type { HostParts } from './host-parts.js';
import { indexInBackground } from './index-genes.js';
import type { TableFile } from './table-file.js';

/**
 * Has done for a table what nobody asked for, once somebody has seen something of it: a look at its matrices, and the column index of
 * the one that genes come from, where that is worth it. `hold` opens it again.
 */
export function lookAround(table: TableFile, hold: () => Promise<HeldSource>, parts: HostParts): void {
  if (table.facts.matrices.every(({ name }) => table.looks.isSettled(name))) return;
  const { background } = parts;
  background.add({
    name: `looks ${table.key}`,
    async run(signal) {
      const held = heldTable(await hold());
      try {
        for (const { name } of held.table.facts.matrices) {
          await background.makeWay(signal);
          await lookOnce(held.table, name, signal);
        }
        const matrix = held.table.looks.knownDefault;
        if (matrix !== undefined) await startIndex(held.table, matrix, hold, parts);
      } finally {
        held.release();
      }
    },
  });
}

async function startIndex(table: TableFile, matrix: string, hold: () => Promise<HeldSource>, parts: HostParts): Promise<void> {
  const genes = table.genesOf(matrix);
  await genes.findIndex();
  if (genes.isIndexWanted) indexInBackground({ table, matrix, hold, parts, urgent: false });
}

async function lookOnce({ looks }: TableFile, matrix: string, signal: AbortSignal): Promise<void> {
  try {
    await looks.look(matrix, { signal });
  } catch (error) {
    // A matrix that cannot be read says so where a gene of it is asked for.
    if (signal.aborted || toFirstlightError(error).code === 'internal') throw error;
  }
}
