import { FirstlightError } from '../../base/errors.js';
import type { StorePlan } from '../../bytes/store-plan.js';
import type { ObsKind } from '../../shapes/table-facts.js';
import { areCategories, FlatTable, mostCategories } from '../flat-table.js';
import type { TableFormat, TableInput, TableLayout } from '../table-format.js';
import { parseCsvHeader } from './csv-header.js';
import { scanRows } from './csv-rows.js';

/** Text files with a header, a row a cell and coordinates in columns, such as `UMAP_1` and `UMAP_2`. */
export const csvTableFormat: TableFormat = {
  id: 'csv-table',
  decoderVersion: 1,
  *sniff({ file }) {
    yield* [];
    return file !== undefined && parseCsvHeader(file.head, file.byteLength) !== undefined;
  },
  open: openCsv,
};

function* openCsv({ file, limitBytes }: TableInput): StorePlan<TableLayout> {
  const header = file === undefined ? undefined : parseCsvHeader(file.head, file.byteLength);
  if (file === undefined || header === undefined) throw new FirstlightError('unsupported', 'This is no table of cells with coordinates');
  const csv = { byteLength: file.byteLength, delimiter: header.delimiter, startBytes: header.startBytes };
  const guesses = header.names.map(() => new KindGuess());
  const rows = yield* scanRows(csv, (row, index) => {
    if (row.length !== header.names.length) {
      throw new FirstlightError('corrupt', `Row ${index + 1} has ${row.length} fields where the header has ${header.names.length}`);
    }
    for (const [column, guess] of guesses.entries()) guess.add(row.text(column));
  });
  const coordinates = new Set(header.embeddings.flatMap(({ columns }) => columns));
  const kinds = guesses.map((guess) => guess.kind(rows));
  for (const column of coordinates) {
    if (kinds[column] !== 'numeric') throw new FirstlightError('corrupt', `The coordinates ${header.names[column]} are not all numbers`);
  }
  return new FlatTable({
    format: header.delimiter === 9 ? 'TSV' : 'CSV',
    rows,
    columns: header.names.map((name, column) => ({ name, kind: kinds[column]! })),
    embeddings: header.embeddings,
    cellNames: header.cellNames,
    notices: [{ code: 'text', message: 'This is text: each column costs a pass over the file' }],
    limitBytes,
    scan: (columns, take) =>
      scanRows(csv, (row, index) => {
        for (const [at, column] of columns.entries()) take(row.text(column), index, at);
      }),
    isMissing,
    toNumber,
    toBoolean: (text) => text.toLowerCase() === 'true',
    toText: (text) => text,
  });
}

/** What a column may hold, from all its values. */
class KindGuess {
  #numbers = true;
  #booleans = true;
  #any = false;
  readonly #texts = new Set<string>();

  add(text: string): void {
    if (isMissing(text)) return;
    this.#any = true;
    if (this.#booleans && !/^(true|false)$/i.test(text)) this.#booleans = false;
    if (this.#numbers && Number.isNaN(toNumber(text))) this.#numbers = false;
    if (!this.#numbers && this.#texts.size <= mostCategories) this.#texts.add(text);
  }

  kind(rows: number): ObsKind {
    if (this.#numbers) return 'numeric';
    if (this.#booleans && this.#any) return 'boolean';
    return areCategories(this.#texts.size, rows) ? 'categorical' : 'string';
  }
}

function isMissing(text: string): boolean {
  return text === '' || /^(na|nan|null|none|n\/a)$/i.test(text);
}

/** A number as Python and R write it; NaN for what is none. */
function toNumber(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d|\.\d)/.test(text) && !/^[+-]?0[xob]/i.test(text) ? Number(text) : Number.NaN;
}
