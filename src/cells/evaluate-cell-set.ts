import { FirstlightError } from '../base/errors.js';
import { type CellBits, noCells } from './cell-bits.js';
import type { CategoryColumn, CellColumn, NumberColumn } from './cell-column.js';
import type { CellPoints } from './cell-points.js';
import type { CellSet, ColumnWant } from './cell-want.js';
import { polygonCells } from './polygon-cells.js';

/** Where the maps and columns come from that sets of cells are made on. What it answers is *lent*. */
export interface CellReader {
  points(embedding: string): Promise<CellPoints>;
  column(want: ColumnWant): Promise<CellColumn>;
}

/** The cells of a set. Errors: those of the reader; `out-of-range` where a set does not fit its column or map. */
export async function evaluateCellSet(set: CellSet, reader: CellReader): Promise<CellBits> {
  switch (set.kind) {
    case 'polygon':
      return polygonCells(set, await reader.points(set.embedding));
    case 'categories': {
      const column = await reader.column({ kind: 'obs', name: set.column });
      if (column.kind === 'categories') return categoryCells(set, column);
      throw new FirstlightError('out-of-range', `${set.column} holds numbers, not categories`);
    }
    case 'range': {
      const column = await reader.column(set.column);
      if (column.kind === 'numbers') return rangeCells(set, column);
      throw new FirstlightError('out-of-range', `${column.name} holds categories, not numbers`);
    }
  }
}

/** Cells of some categories; categories of one name are taken together. Names that are not there hold no cells. */
export function categoryCells({ names }: CellSet & { kind: 'categories' }, column: CategoryColumn): CellBits {
  const wanted = new Set(names);
  const isWanted = new Uint8Array(column.names.length + 1);
  for (const [code, name] of column.names.entries()) isWanted[code] = Number(wanted.has(name));
  isWanted[column.names.length] = Number(wanted.has(null));
  const { codes } = column;
  const bits = noCells(codes.length);
  for (let cell = 0; cell < codes.length; cell += 1) bits[cell >> 3]! |= isWanted[codes[cell]!]! << (cell & 7);
  return bits;
}

/** Cells whose number is finite and lies in a range, both ends included, compared as the 32-bit floats that the values are. */
export function rangeCells({ from, to }: CellSet & { kind: 'range' }, { values }: NumberColumn): CellBits {
  const low = Math.max(from === undefined ? -Number.MAX_VALUE : Math.fround(from), -Number.MAX_VALUE);
  const high = Math.min(to === undefined ? Number.MAX_VALUE : Math.fround(to), Number.MAX_VALUE);
  const bits = noCells(values.length);
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell]!;
    if (value >= low && value <= high) bits[cell >> 3]! |= 1 << (cell & 7);
  }
  return bits;
}
