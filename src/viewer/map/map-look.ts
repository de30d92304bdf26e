import { categoryColours, missingColour } from '../../picture/category-colors.js';
import { colormapTable } from '../../picture/colormaps.js';
import type { Rgb } from '../../picture/palettes.js';
import type { PointColumn, PointLook } from '../gpu/point-look.js';
import type { CellFilter, MapState, NumberLevels } from '../state/map-state.js';
import type { CategoryColumn, MapColumn, NumberColumn } from './column-model.js';

/** Values of the first and the last colour. */
export interface NumberSpan {
  readonly lo: number;
  readonly hi: number;
}

/** Places of `percentiles`: a tenth of a percent each. */
const perPercent = 10;

/** What a column's codes or numbers are for the renderer. */
export function pointColumn({ values }: MapColumn): PointColumn {
  return values.kind === 'categories' ? { kind: 'codes', codes: values.codes } : { kind: 'numbers', values: values.values };
}

/** From which to which value colours go; a span of nothing is widened, so that there is a middle. */
export function spanOf({ least, greatest, percentiles }: NumberColumn, levels: NumberLevels): NumberSpan {
  if (levels.kind === 'fixed' && levels.high > levels.low) return { lo: levels.low, hi: levels.high };
  const percent = levels.kind === 'percent' ? levels.percent : 0;
  const at = (share: number): number | undefined => percentiles[Math.round(share * perPercent)];
  const [lo, hi] = [at(percent) ?? least ?? 0, at(100 - percent) ?? greatest ?? 1];
  if (hi > lo) return { lo, hi };
  // Most are alike, as where a gene is silent: then the few others tell the span.
  if (least !== null && greatest !== null && greatest > least) return { lo: least, hi: greatest };
  return { lo: lo - 0.5, hi: hi + 0.5 };
}

/** Whether logarithms make sense: of numbers that are nowhere negative. */
export function hasLog({ least }: NumberColumn): boolean {
  return least !== null && least >= 0;
}

/** The colours of a column's categories and of cells without one. */
export function coloursOf({ names, colors }: CategoryColumn): readonly Rgb[] {
  return categoryColours(names.length, colors);
}

/** Categories that filters take away: places in `names`, `names.length` for cells without one. */
export function hiddenCodes(column: string, names: readonly string[], filters: readonly CellFilter[]): Uint8Array {
  const hidden = new Uint8Array(names.length + 1);
  for (const { set, except, on } of filters) {
    if (!on || set.kind !== 'categories' || set.column !== column) continue;
    const named = new Set(set.names);
    for (let code = 0; code <= names.length; code += 1) {
      if (named.has(code === names.length ? null : names[code]!) === except) hidden[code] = 1;
    }
  }
  return hidden;
}

/** How the renderer is to colour the points. */
export function lookOf(column: MapColumn | undefined, colours: readonly Rgb[], state: MapState, plain: Rgb): PointLook {
  if (column === undefined) return { kind: 'plain', colour: plain };
  const { values } = column;
  if (values.kind === 'categories') {
    return {
      kind: 'categories',
      colours: Uint8Array.from(colours.flat()),
      hidden: hiddenCodes(column.name, values.names, state.filters),
      counts: values.counts,
      aggregate: state.rareOnTop ? 'rarest' : 'mixture',
    };
  }
  return {
    kind: 'numbers',
    ...spanOf(values, state.levels),
    log: state.log && hasLog(values),
    table: colormapTable(state.colormap),
    missing: missingColour,
    aggregate: state.pixel,
  };
}

/** The colour of one cell, as in the legend. */
export function aggregateWords(look: PointLook): string {
  switch (look.kind === 'plain' ? 'mixture' : look.aggregate) {
    case 'mixture':
      return look.kind === 'plain' ? 'density of cells' : 'colours mixed by share';
    case 'rarest':
      return 'rarest on top';
    case 'mean':
      return 'mean of a pixel';
    case 'largest':
      return 'greatest of a pixel';
  }
}
