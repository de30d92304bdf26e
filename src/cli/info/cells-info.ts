import { surveyTable, type TableSurvey } from '../../engine/table-survey.js';
import type { MatrixSample } from '../../shapes/table-facts.js';
import type { TableSource } from '../../shapes/table-source.js';
import { ProgressLine } from '../progress-line.js';
import type { Timing } from '../timing.js';
import { cellsRecord } from './cells-record.js';
import { cellsTable } from './cells-table.js';

/** Prints what is in a table of cells; resolves to the exit status. */
export async function showCellsInfo(
  path: string,
  table: TableSource,
  options: { readonly json?: boolean; readonly full?: boolean },
  timing: Timing,
  signal: AbortSignal,
): Promise<number> {
  const samples: MatrixSample[] = [];
  await timing.phase('sample matrices', async () => {
    for (const { name } of table.facts.matrices) samples.push(await table.sampleMatrix(name, { signal }));
  });
  let survey: TableSurvey | undefined;
  if (options.full === true) {
    const progress = new ProgressLine();
    survey = await timing.phase('read columns', () =>
      surveyTable(table, {
        signal,
        onProgress: ({ columns, columnsTotal }) => progress.show('Reading', columns, columnsTotal, 'columns'),
      }),
    );
    progress.clear();
  }
  const subject = { path, facts: table.facts, bytesRead: table.bytesRead, samples, survey };
  process.stdout.write(options.json === true ? `${JSON.stringify(cellsRecord(subject))}\n` : cellsTable(subject));
  timing.count('bytes read', table.bytesRead);
  timing.count('cells', table.facts.cells);
  return table.facts.notices.some(({ code }) => code === 'left-out' || code === 'damaged') ? 1 : 0;
}
