import type { CellColumn } from '../cells/cell-column.js';
import type { AnswerOf } from '../protocol/answers.js';
import { scanProgress } from './scan-progress.js';
import type { TableQuestion } from './table-question.js';

type ColumnAnswer = AnswerOf<'column'>['column'];

/** The values of all cells in one column. */
export async function answerColumn(question: TableQuestion<'column'>): Promise<void> {
  const { request, table, signal, send, lastGenes } = question;
  const { request: number, column: want } = request;
  const { value: column, release } = await table.columns.column(want, { signal, onProgress: scanProgress(question) });
  try {
    // Only a gene that is there: what selections consist of is told of it, too.
    if (want.kind === 'gene') lastGenes.set(request.recording, want);
    if (!signal.aborted) send({ type: 'column', request: number, name: column.name, column: copyColumn(column) });
  } finally {
    release();
  }
}

function copyColumn(column: CellColumn): ColumnAnswer {
  if (column.kind === 'numbers') {
    const { kind, values, least, greatest, missing, percentiles, matrix, rounded } = column;
    return {
      kind,
      values: values.slice(),
      least,
      greatest,
      missing,
      percentiles: percentiles.slice(),
      ...(matrix === undefined ? {} : { matrix }),
      ...(rounded === undefined ? {} : { rounded }),
    };
  }
  const { kind, names, colors, ordered, codes, counts } = column;
  return {
    kind,
    names: [...names],
    ...(colors === undefined ? {} : { colors: [...colors] }),
    ordered,
    codes: codes.slice(),
    counts: counts.slice(),
  };
}
