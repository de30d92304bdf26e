import { formatWhole } from '../format/figures.js';
import { formatValue } from '../format/quantities.js';
import type { CellFilter, CellSet, ColumnWant, SelectionStep } from '../state/map-state.js';
import { nameColumn, sameColumn } from './map-choices.js';

/** A category by its name; `null`: cells without one. */
export type CategoryName = string | null;

type CategoryFilter = CellFilter & { readonly set: Extract<CellSet, { kind: 'categories' }> };

/** Hides a category that is shown, and shows one that is hidden. */
export function toggleCategory(filters: readonly CellFilter[], column: string, name: CategoryName): readonly CellFilter[] {
  const known = filters.find((filter): filter is CategoryFilter => isOf(filter, column) && filter.on);
  if (known === undefined) return [...filters, categoryFilter(column, [name], true)];
  const names = known.set.names.includes(name) ? known.set.names.filter((one) => one !== name) : [...known.set.names, name];
  const changed = names.length === 0 ? [] : [{ ...known, set: { ...known.set, names } }];
  return filters.flatMap((filter) => (filter === known ? changed : [filter]));
}

/** Shows one category alone; where it is alone already, all of them. */
export function isolateCategory(filters: readonly CellFilter[], column: string, name: CategoryName): readonly CellFilter[] {
  const others = filters.filter((filter) => !isOf(filter, column));
  const alone = filters.some(
    (filter) => isOf(filter, column) && filter.on && !filter.except && filter.set.names.length === 1 && filter.set.names[0] === name,
  );
  return alone ? others : [...others, categoryFilter(column, [name], false)];
}

/** Shows all categories of a column. */
export function showAllCategories(filters: readonly CellFilter[], column: string): readonly CellFilter[] {
  return filters.filter((filter) => !isOf(filter, column));
}

/** The range of a column that is let through, and its place among the filters. */
export function rangeFilter(
  filters: readonly CellFilter[],
  column: ColumnWant,
): { readonly at: number; readonly from: number | undefined; readonly to: number | undefined } | undefined {
  const at = filters.findIndex(({ set, except }) => !except && set.kind === 'range' && sameColumn(set.column, column));
  const set = filters[at]?.set;
  return set?.kind === 'range' ? { at, from: set.from, to: set.to } : undefined;
}

/** Lets a range of a column through, in place of the one before; nothing: all of it. */
export function withRange(
  filters: readonly CellFilter[],
  column: ColumnWant,
  range: { readonly from: number; readonly to: number } | undefined,
): readonly CellFilter[] {
  const known = rangeFilter(filters, column);
  const made: readonly CellFilter[] = range === undefined ? [] : [{ set: { kind: 'range', column, ...range }, except: false, on: true }];
  return known === undefined ? [...filters, ...made] : filters.flatMap((filter, at) => (at === known.at ? made : [filter]));
}

/** The steps of a selection as filters that let just its cells through; nothing where filters cannot say it. */
export function filtersOfSteps(steps: readonly SelectionStep[]): readonly CellFilter[] | undefined {
  const [first, ...rest] = steps;
  if (first?.op !== 'add' || rest.some(({ op }) => op === 'add')) return undefined;
  return steps.map(({ op, set }) => ({ set, except: op === 'subtract', on: true }));
}

/** What a set of cells is, in few words. */
export function describeSet(set: CellSet): string {
  switch (set.kind) {
    case 'polygon':
      return `${set.points.length === 4 ? 'rectangle' : 'lasso'} on ${set.embedding}`;
    case 'categories': {
      const [first, ...others] = set.names;
      const name = first === null ? 'no value' : (first ?? 'none');
      return `${set.column}: ${name}${others.length === 0 ? '' : ` and ${formatWhole(others.length)} more`}`;
    }
    case 'range': {
      const { from, to, column } = set;
      const ends = [from === undefined ? '' : formatValue(from, 4), to === undefined ? '' : formatValue(to, 4)];
      return `${nameColumn(column)} ${ends.join(' – ')}`;
    }
  }
}

function isOf(filter: CellFilter, column: string): filter is CategoryFilter {
  return filter.set.kind === 'categories' && filter.set.column === column;
}

function categoryFilter(column: string, names: readonly CategoryName[], except: boolean): CellFilter {
  return { set: { kind: 'categories', column, names }, except, on: true };
}
