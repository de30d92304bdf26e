import { FirstlightError } from '../../src/base/errors.js';
import { NameTree } from '../../src/bytes/name-tree.js';
import type { StoreAnswer, StoreNeed, StorePlan } from '../../src/bytes/store-plan.js';
import type { TableInput, TableLayout } from '../../src/formats/table-format.js';
import { findTableFormat } from '../../src/formats/table-formats.js';
import type { ObsColumn } from '../../src/shapes/table-columns.js';
import type { TableOpenOptions } from '../../src/shapes/table-facts.js';
import { stringAt, unpackStrings } from '../../src/shapes/table-strings.js';
import { kernels } from './read-recording.js';

export type Files = Readonly<Record<string, Uint8Array>>;

/** A table opened from bytes in memory, as plain values; `rounds` holds what every plan asked for since it was last emptied. */
export interface OpenedTable {
  readonly layout: TableLayout;
  readonly rounds: (readonly StoreNeed[])[];
  run<Result>(plan: StorePlan<Result>): Result;
  obs(name: string): unknown[];
  embedding(name: string): number[];
  gene(matrix: string, gene: number): number[];
  genes(names?: 'var' | 'raw.var'): { readonly index: string[]; readonly alternatives: Readonly<Record<string, string[]>> };
  cells(): string[];
}

/** Opens one file (bytes) or a folder (files by name). */
export function openTable(
  content: Uint8Array | Files,
  name: string,
  options: TableOpenOptions = {},
  limitBytes: number = 64 << 20,
): OpenedTable {
  const rounds: (readonly StoreNeed[])[] = [];
  const one = content instanceof Uint8Array ? content : undefined;
  const files: Files = content instanceof Uint8Array ? { '': content } : content;
  const run = <Result>(plan: StorePlan<Result>): Result => {
    let step = plan.next([]);
    while (step.done !== true) {
      rounds.push(step.value);
      if (rounds.length > 100_000) throw new Error('A plan does not settle');
      step = plan.next(step.value.map((need) => answer(files, need)));
    }
    return step.value;
  };
  const file = one === undefined ? undefined : { byteLength: one.length, head: one.slice(0, 64 << 10) };
  const input: TableInput = { name, file, options, kernels, limitBytes };
  const format = run(findTableFormat(input));
  if (format === undefined) throw new FirstlightError('unsupported', `Not a table of cells of a known format: ${name}`);
  const layout = run(format.open(input));
  return {
    layout,
    rounds,
    run,
    obs: (column) => plainColumn(run(layout.readObs(column))),
    embedding: (embedding) => [...run(layout.readEmbedding(embedding)).values],
    gene: (matrix, gene) => [...run(layout.readGenes(matrix, [gene]))[0]!.values],
    genes(names = 'var') {
      const { index, alternatives } = run(layout.readGeneNames(names));
      return {
        index: unpackStrings(index),
        alternatives: Object.fromEntries([...alternatives].map(([key, texts]) => [key, unpackStrings(texts)])),
      };
    },
    cells: () => unpackStrings(run(layout.readCellNames())),
  };
}

function answer(files: Files, need: StoreNeed): StoreAnswer {
  if (need.kind === 'names') {
    const inside = need.prefix === '' ? '' : `${need.prefix}/`;
    const names = new NameTree(Object.keys(files)).names(need.prefix);
    const direct = [...names.files, ...names.folders.map((folder) => `${folder}/`)];
    return direct.slice(0, need.limit).map((name) => `${inside}${name}`);
  }
  const bytes = files[need.name];
  if (bytes === undefined) return undefined;
  if (need.kind === 'size') return bytes.length;
  if (need.kind === 'file') {
    if (bytes.length > need.limitBytes) throw tooMuch('too-large');
    return bytes.slice();
  }
  if (need.kind === 'end') return bytes.slice(Math.max(0, bytes.length - need.length));
  if (need.offset < 0 || need.offset + need.length > bytes.length) throw tooMuch('truncated');
  return bytes.slice(need.offset, need.offset + need.length);
}

function tooMuch(code: 'too-large' | 'truncated'): FirstlightError {
  return new FirstlightError(code, 'A read beyond what there is');
}

/** A column as its values: texts, numbers (NaN where there is none), booleans; null for none. */
export function plainColumn(column: ObsColumn): unknown[] {
  switch (column.kind) {
    case 'categorical':
      return Array.from(column.codes, (code) => column.categories[code] ?? null);
    case 'boolean':
      return Array.from(column.values, (value) => (value === 2 ? null : value === 1));
    case 'numeric':
      return [...column.values];
    case 'string':
      return Array.from({ length: column.values.length }, (_, cell) =>
        column.missing?.[cell] === 1 ? null : stringAt(column.values, cell),
      );
  }
}
