import { toFirstlightError } from '../base/errors.js';
import { type HeldSource, heldTable } from './held-source.js';
import type { HostParts } from './host-parts.js';
import type { TableFile } from './table-file.js';

/**
 * Has a table looked at for what nobody asked for, once somebody has seen something of it: what its matrices look like. `hold`
 * opens it again.
 */
export function lookAround(table: TableFile, hold: () => Promise<HeldSource>, { background }: HostParts): void {
  if (table.facts.matrices.every(({ name }) => table.looks.of(name) !== undefined)) return;
  background.add({
    name: `looks ${table.key}`,
    async run(signal) {
      const held = heldTable(await hold());
      try {
        for (const { name } of held.table.facts.matrices) {
          await background.makeWay(signal);
          await lookOnce(held.table, name, signal);
        }
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
