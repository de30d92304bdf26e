import type { CoordinateColumns } from '../flat-table.js';
import { readColumnNames } from '../text/column-names.js';
import { CsvRow, splitRow } from './csv-rows.js';

/** What the first line of a table of cells says. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly delimiter: number;
  readonly startBytes: number;
  readonly embeddings: readonly CoordinateColumns[];
  /** The column of cell names, where there is one. */
  readonly cellNames: number | undefined;
}

const delimiters = [',', '\t', ';'].map((text) => text.charCodeAt(0));
/** Names of a first column that holds the names of cells. */
export const cellNameColumn: RegExp = /^(|cell|cell[_ .-]?(id|name|barcode)s?|barcodes?|index|_index|id|name|unnamed: 0)$/i;
const mostColumns = 20_000;

/** The header of a table of cells with coordinates; undefined for text that is none, such as events. */
export function parseCsvHeader(head: Uint8Array, byteLength: number): CsvHeader | undefined {
  if (head.includes(0)) return undefined;
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  let best: { readonly names: string[]; readonly delimiter: number; readonly next: number } | undefined;
  for (const delimiter of delimiters) {
    const row = new CsvRow();
    const next = splitRow(head, start, delimiter, head.length >= byteLength, row);
    if (next < 0 || row.length > mostColumns) continue;
    if (best === undefined || row.length > best.names.length) {
      best = { names: Array.from({ length: row.length }, (_, field) => row.text(field)), delimiter, next };
    }
  }
  if (best === undefined || best.names.length < 2) return undefined;
  const { names, delimiter, next } = best;
  // A first line of numbers is no header.
  if (names.every((name) => name !== '' && Number.isFinite(Number(name))) || readColumnNames(names) !== undefined) return undefined;
  const embeddings = findCoordinates(names);
  if (embeddings.length === 0) return undefined;
  const cellNames = cellNameColumn.test(names[0]!) ? 0 : undefined;
  return { names, delimiter, startBytes: next, embeddings, cellNames };
}

/** Runs of columns that count up (`UMAP_1`, `UMAP_2`; `X_umap_0`, …) or are called x, y and z behind a common name. */
export function findCoordinates(names: readonly string[]): CoordinateColumns[] {
  const groups = new Map<string, Map<number, number>>();
  for (const [column, name] of names.entries()) {
    const [, base, digits, letter] = /^(.*?)[_ .-]?(?:(\d{1,3})|(?<![a-z])([xyz]))$/i.exec(name) ?? [];
    if (base === undefined) continue;
    const place = letter === undefined ? Number(digits) : 'xyz'.indexOf(letter.toLowerCase());
    const key = `${base}${letter === undefined ? '#' : ''}`;
    const group = groups.get(key) ?? new Map<number, number>();
    if (!group.has(place)) group.set(place, column);
    groups.set(key, group);
  }
  const found: CoordinateColumns[] = [];
  for (const [key, group] of groups) {
    const places = [...group.keys()].sort((a, b) => a - b);
    const [first = 0] = places;
    const name = key.replace(/#$/, '');
    const counted = key.endsWith('#');
    if (first > 1 || places.length < 2 || !places.every((place, at) => place === first + at)) continue;
    if (
      counted &&
      !/(umap|tsne|t-sne|pca?|phate|fa|draw_graph|diffmap|embedding|coord|dim|spatial|lsi|mds|force|densmap|ivis|latent)/i.test(name)
    ) {
      continue;
    }
    found.push({ name: name === '' ? 'xy' : name, columns: places.map((place) => group.get(place)!) });
  }
  return found;
}
