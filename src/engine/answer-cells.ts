import { FirstlightError } from '../base/errors.js';
import { placesOf } from '../cells/cell-bits.js';
import type { CellColumn } from '../cells/cell-column.js';
import { stringAt } from '../shapes/table-strings.js';
import { selectCells } from './answer-select.js';
import { scanProgress } from './scan-progress.js';
import type { Held } from './table-chunks.js';
import type { TableFile } from './table-file.js';
import type { TableQuestion } from './table-question.js';

/** Cells of one answer. */
const pieceCells = 20_000;
/** Columns of a table are read to tell of one cell where all of them take no more bytes. */
const cheapBytes = 8 << 20;
/** Digits that a 32-bit float has. */
const floatDigits = 7;

/** Places and names of the selected cells, in order, a piece at a time. */
export async function answerCells(question: TableQuestion<'cells'>): Promise<void> {
  const { request, table, signal, send, parts } = question;
  const { selected, selectedCount } = await selectCells(table, request.want, { signal, onProgress: scanProgress(question) });
  const { value: names, release } = await table.columns.cellNames({ signal });
  try {
    const places = placesOf(selected);
    for (let from = 0; from === 0 || from < selectedCount; from += pieceCells) {
      await parts.shared.ports.clock.turn();
      if (signal.aborted) return;
      const indexes = places.slice(from, from + pieceCells);
      send({
        type: 'cells',
        request: request.request,
        indexes,
        names: Array.from(indexes, (cell) => stringAt(names, cell)),
        final: from + pieceCells >= selectedCount,
      });
    }
  } finally {
    release();
  }
}

/** The name of one cell and its values in the columns that are in memory; of small tables in all. */
export async function answerCell({ request, table, signal, send }: TableQuestion<'cell'>): Promise<void> {
  const { index } = request;
  const { cells, obs } = table.facts;
  if (index >= cells) throw new FirstlightError('out-of-range', `There is no cell ${index}; there are ${cells}`, { path: table.path });
  const cheap = cells * obs.length * 4 <= cheapBytes;
  const values: { column: string; text: string }[] = [];
  for (const { name, kind } of obs) {
    // Texts that all differ are no column to be held; those that are, are looked at.
    const held = await columnOf(table, name, cheap && kind !== 'string', signal);
    if (held === undefined) continue;
    values.push({ column: name, text: textOf(held.value, index) });
    held.release();
  }
  const name = await table.cellName(index, { signal });
  if (!signal.aborted) send({ type: 'cell', request: request.request, index, name, values });
}

async function columnOf(table: TableFile, name: string, cheap: boolean, signal: AbortSignal): Promise<Held<CellColumn> | undefined> {
  const held = table.columns.peek({ kind: 'obs', name });
  return held ?? (cheap ? table.columns.obs(name, { signal }) : undefined);
}

/** A value as people write it; empty where a cell has none. */
function textOf(column: CellColumn, cell: number): string {
  if (column.kind === 'categories') return column.names[column.codes[cell]!] ?? '';
  const value = column.values[cell]!;
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(floatDigits)));
}
