import { FirstlightError } from '../../base/errors.js';
import { known, type StorePlan } from '../../bytes/store-plan.js';
import { allocateCodes, type Embedding, type GeneNames, type ObsColumn } from '../../shapes/table-columns.js';
import type { ObsKind, TableFacts } from '../../shapes/table-facts.js';
import { type PackedStrings, packStrings, StringPacker } from '../../shapes/table-strings.js';
import type { GeneValues, TableFormat, TableInput, TableLayout } from '../table-format.js';
import { checkArrayBytes } from '../tree/number-type.js';
import { type CsvHeader, parseCsvHeader } from './csv-header.js';
import { type CsvFile, scanRows } from './csv-rows.js';

/** Texts of a column that are told apart: with more of them it is a list of texts, not of categories. */
const mostCategories = 30_000;
const fewCategories = 50;

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

interface CsvParts {
  readonly file: CsvFile;
  readonly header: CsvHeader;
  readonly rows: number;
  readonly kinds: readonly ObsKind[];
  readonly limitBytes: number;
}

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
  return new CsvLayout({ file: csv, header, rows, kinds, limitBytes });
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
    return this.#texts.size <= Math.max(fewCategories, Math.min(mostCategories, rows / 4)) ? 'categorical' : 'string';
  }
}

class CsvLayout implements TableLayout {
  readonly facts: TableFacts;
  readonly #parts: CsvParts;

  constructor(parts: CsvParts) {
    const { header, kinds, rows } = parts;
    const coordinates = new Set(header.embeddings.flatMap(({ columns }) => columns));
    this.#parts = parts;
    this.facts = {
      kind: 'cells',
      format: header.delimiter === 9 ? 'TSV' : 'CSV',
      cells: rows,
      genes: 0,
      obs: header.names.flatMap((name, column) =>
        coordinates.has(column) || column === header.cellNames ? [] : [{ name, kind: kinds[column]! }],
      ),
      embeddings: header.embeddings.map(({ name, columns }) => ({ name, dims: columns.length })),
      matrices: [],
      notices: [{ code: 'text', message: 'This is text: each column costs a pass over the file' }],
    };
  }

  *readCellNames(): StorePlan<PackedStrings> {
    const { header, rows } = this.#parts;
    if (header.cellNames !== undefined) return yield* this.#readTexts(header.cellNames);
    return packStrings(Array.from({ length: rows }, (_, row) => String(row)));
  }

  *readObs(name: string): StorePlan<ObsColumn> {
    const { header, kinds, rows, limitBytes } = this.#parts;
    const column = header.names.indexOf(name);
    const kind = kinds[column];
    checkArrayBytes(rows, 8, limitBytes, `The column ${name}`);
    if (kind === 'numeric') return { kind, name, values: yield* this.#readNumbers([column]) };
    if (kind === 'string') return { kind, name, values: yield* this.#readTexts(column) };
    if (kind === 'boolean') {
      const values = new Uint8Array(rows);
      yield* this.#scan(column, (text, row) => {
        values[row] = isMissing(text) ? 2 : Number(text.toLowerCase() === 'true');
      });
      return { kind, name, values };
    }
    if (kind === undefined) throw new FirstlightError('not-found', `There is no column ${name}`);
    const places = new Map<string, number>();
    const found = new Int32Array(rows);
    yield* this.#scan(column, (text, row) => {
      const place = isMissing(text) ? -1 : (places.get(text) ?? places.size);
      if (place === places.size) places.set(text, place);
      found[row] = place;
    });
    const categories = [...places.keys()].sort();
    const order = new Map(categories.map((text, at) => [places.get(text)!, at]));
    const codes = allocateCodes(rows, categories.length);
    for (let row = 0; row < rows; row += 1) codes[row] = order.get(found[row]!) ?? categories.length;
    return { kind, name, categories, ordered: false, codes };
  }

  *readEmbedding(name: string): StorePlan<Embedding> {
    const found = this.#parts.header.embeddings.find((embedding) => embedding.name === name);
    if (found === undefined) throw new FirstlightError('not-found', `There is no embedding ${name}`);
    return { name, dims: found.columns.length, values: yield* this.#readNumbers(found.columns) };
  }

  readGeneNames(): StorePlan<GeneNames> {
    return known({ index: packStrings([]), alternatives: new Map() });
  }

  readGenes(matrix: string): StorePlan<GeneValues[]> {
    throw new FirstlightError('not-found', `There is no matrix ${matrix}`);
  }

  sampleMatrix(matrix: string): StorePlan<Float64Array> {
    throw new FirstlightError('not-found', `There is no matrix ${matrix}`);
  }

  *#readNumbers(columns: readonly number[]): StorePlan<Float64Array> {
    const { file, rows, limitBytes } = this.#parts;
    checkArrayBytes(rows * columns.length, 8, limitBytes, 'The columns');
    const values = new Float64Array(rows * columns.length);
    yield* scanRows(file, (row, index) => {
      for (const [at, column] of columns.entries()) {
        const text = row.text(column);
        values[index * columns.length + at] = isMissing(text) ? Number.NaN : toNumber(text);
      }
    });
    return values;
  }

  *#readTexts(column: number): StorePlan<PackedStrings> {
    const packer = new StringPacker(this.#parts.limitBytes);
    yield* this.#scan(column, (text) => packer.add(text));
    return packer.finish();
  }

  #scan(column: number, take: (text: string, row: number) => void): StorePlan<number> {
    return scanRows(this.#parts.file, (row, index) => take(row.text(column), index));
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
