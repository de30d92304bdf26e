import type { PlaneFacts } from '../shapes/plane-facts.js';
import { type ColormapName, colormapTable } from './colormaps.js';
import { type PlaneInk, paletteTable, reversedTable } from './plane-to-rgba.js';
import { automaticLevels, type ValueLevels, type ValueSpread } from './value-levels.js';

type ColourFacts = Pick<PlaneFacts, 'photometric' | 'palette' | 'channels' | 'dtype'>;

/** Whether numbers are places in the file's own palette: `stored` tells that nothing was done to them. */
export function showsPalette({ photometric, palette, channels }: ColourFacts, stored: boolean): boolean {
  return stored && photometric === 'palette' && palette !== undefined && channels === 1;
}

/** The ink of a stack's planes; palettes are shown as they are, red, green and blue bytes too unless levels are given. */
export function planeInk(facts: ColourFacts, colormap: ColormapName, stored: boolean, values: ValueSpread, levels?: ValueLevels): PlaneInk {
  if (showsPalette(facts, stored)) return { table: paletteTable(facts.palette!), levels: { lo: 0, hi: 256 } };
  const table = facts.photometric === 'white-is-zero' ? reversedTable(colormapTable(colormap)) : colormapTable(colormap);
  const bytes = facts.channels >= 3 && facts.dtype === 'uint8' && stored;
  return { table, levels: levels ?? (bytes ? { lo: 0, hi: 255 } : automaticLevels(values)) };
}
