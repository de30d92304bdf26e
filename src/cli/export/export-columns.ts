import type { Abortable } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import type { ObsColumn } from '../../shapes/table-columns.js';
import type { TableSource } from '../../shapes/table-source.js';
import { type PackedStrings, stringAt } from '../../shapes/table-strings.js';
import type { WantedColumn } from './parse-columns.js';

/** One column of the file that is written; a text that a cell has not is undefined. */
export type ExportColumn =
  | { readonly kind: 'text'; readonly header: string; readonly at: (cell: number) => string | undefined }
  | { readonly kind: 'float32' | 'float64' | 'boolean'; readonly header: string; readonly at: (cell: number) => number };

export interface ColumnOptions extends Abortable {
  readonly matrix?: string | undefined;
  /** Columns held at once may take so much memory. */
  readonly budgetBytes: number;
}

const bytesOfText = 16;

/**
 * Reads the wanted columns, the names of the cells before them. Headers are the names asked for; where two would be the
 * same, with `gene:`, `obs:` or `obsm:` before them. Errors: `not-found`, `too-large` before anything is read.
 */
export async function readExportColumns(
  table: TableSource,
  wanted: readonly WantedColumn[],
  { matrix, budgetBytes, signal }: ColumnOptions,
): Promise<ExportColumn[]> {
  checkBytes(table, wanted, budgetBytes);
  const genes = [...new Set(wanted.filter(({ from }) => from === 'gene').map(({ name }) => name))];
  const read = genes.length === 0 ? [] : await table.geneColumns(genes, { signal, ...(matrix === undefined ? {} : { matrix }) });
  const names = await table.cellNames({ signal });
  const groups: ExportColumn[][] = [[{ kind: 'text', header: 'cell', at: (cell) => stringAt(names, cell) }]];
  for (const { from, name } of wanted) {
    if (from === 'gene') {
      const { values } = read[genes.indexOf(name)]!;
      groups.push([{ kind: 'float32', header: name, at: (cell) => values[cell]! }]);
    } else if (from === 'obs') groups.push([obsColumn(await table.obsColumn(name, { signal }))]);
    else {
      const { dims, values } = await table.embedding(name, { signal });
      const kind = values instanceof Float32Array ? 'float32' : 'float64';
      groups.push(
        Array.from({ length: dims }, (_, dimension) => ({
          kind,
          header: `${name}_${dimension}`,
          at: (cell) => values[cell * dims + dimension]!,
        })),
      );
    }
  }
  return withUniqueHeaders(groups, wanted);
}

function obsColumn(column: ObsColumn): ExportColumn {
  const { name } = column;
  switch (column.kind) {
    case 'categorical': {
      const { categories, codes } = column;
      return { kind: 'text', header: name, at: (cell) => categories[codes[cell]!] };
    }
    case 'boolean': {
      const { values } = column;
      return { kind: 'boolean', header: name, at: (cell) => values[cell]! };
    }
    case 'string': {
      const { values, missing } = column;
      return { kind: 'text', header: name, at: (cell) => (missing?.[cell] === 1 ? undefined : textAt(values, cell)) };
    }
    case 'numeric': {
      const { values } = column;
      return { kind: values instanceof Float32Array ? 'float32' : 'float64', header: name, at: (cell) => values[cell]! };
    }
  }
}

function textAt(strings: PackedStrings, cell: number): string {
  return cell < strings.length ? stringAt(strings, cell) : '';
}

function withUniqueHeaders(groups: readonly ExportColumn[][], wanted: readonly WantedColumn[]): ExportColumn[] {
  const counts = new Map<string, number>();
  for (const { header } of groups.flat()) counts.set(header, (counts.get(header) ?? 0) + 1);
  return groups.flatMap((group, at) =>
    group.map((column) => {
      const from = wanted[at - 1]?.from;
      return from === undefined || counts.get(column.header) === 1 ? column : { ...column, header: `${from}:${column.header}` };
    }),
  );
}

function checkBytes({ facts }: TableSource, wanted: readonly WantedColumn[], budgetBytes: number): void {
  const each = wanted.reduce((sum, { from, name }) => {
    if (from === 'gene') return sum + 4;
    return sum + 8 * (from === 'obs' ? 1 : (facts.embeddings.find((embedding) => embedding.name === name)?.dims ?? 1));
  }, bytesOfText);
  if (each * facts.cells <= budgetBytes) return;
  throw new FirstlightError('too-large', `These columns take about ${each * facts.cells} bytes; ${budgetBytes} may be taken`, {
    advice: 'Export fewer columns at once.',
  });
}
