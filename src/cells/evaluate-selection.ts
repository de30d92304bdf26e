import { addCells, allCells, type CellBits, dropCells, keepCells, noCells } from './cell-bits.js';
import type { CellSet, SelectionWant } from './cell-want.js';

/** What is visible and what is selected of it. Both are the receiver's own. */
export interface SelectedCells {
  readonly visible: CellBits;
  readonly selected: CellBits;
}

/** Cells of a set, *lent*: `evaluateCellSet`, with a memory where there is one. */
export type CellsOfSet = (set: CellSet) => Promise<CellBits>;

/** Applies filters and steps, in their order. Errors: those of `cellsOf`. */
export async function evaluateSelection({ filters, steps }: SelectionWant, cells: number, cellsOf: CellsOfSet): Promise<SelectedCells> {
  const visible = allCells(cells);
  for (const { set, except, on } of filters) {
    if (!on) continue;
    const bits = await cellsOf(set);
    if (except) dropCells(visible, bits);
    else keepCells(visible, bits);
  }
  const selected = noCells(cells);
  for (const { op, set } of steps) {
    const bits = await cellsOf(set);
    if (op === 'add') addCells(selected, bits);
    else if (op === 'subtract') dropCells(selected, bits);
    else keepCells(selected, bits);
  }
  keepCells(selected, visible);
  return { visible, selected };
}
