import { type ColormapName, colormapTable } from '../../picture/colormaps.js';
import type { Rgb } from '../../picture/palettes.js';
import { type PlaneInk, paletteTable, reversedTable } from '../../picture/plane-to-rgba.js';
import { automaticLevels, percentileLevels, type ValueLevels } from '../../picture/value-levels.js';
import type { StackLevels, StackState } from '../state/stack-state.js';
import type { Plane, StackFacts } from '../state/view-state.js';
import { spreadOf } from './plane-spread.js';

/** A playing view keeps its levels while those of its newest frame are no further off than this share of their distance. */
const holdShare = 0.2;

/** The levels that planes are drawn with, and the ink made of them; the same object while nothing changes. */
export class PlaneInker {
  #held: ValueLevels | undefined;
  #heldFor = '';
  #ink: PlaneInk | undefined;
  #inkFor = '';
  #tableOf:
    | { readonly facts: StackFacts | undefined; readonly colormap: ColormapName; readonly stored: boolean; readonly table: Uint8Array }
    | undefined;

  /** `stored`: the values are those of the file, nothing was done to them. */
  inkOf(plane: Plane, facts: StackFacts | undefined, state: StackState, stored: boolean, missing: Rgb): PlaneInk {
    const table = this.#table(facts, state.colormap, stored);
    const levels = isPalette(facts, stored) ? { lo: 0, hi: 256 } : this.#levels(plane, state.levels);
    const wanted = [levels.lo, levels.hi, state.gamma, state.log, missing].join(' ');
    if (this.#ink === undefined || this.#ink.table !== table || wanted !== this.#inkFor) {
      this.#inkFor = wanted;
      this.#ink = { table, levels, gamma: state.gamma, log: state.log, missing };
    }
    return this.#ink;
  }

  #table(facts: StackFacts | undefined, colormap: ColormapName, stored: boolean): Uint8Array {
    const known = this.#tableOf;
    if (known !== undefined && known.facts === facts && known.colormap === colormap && known.stored === stored) return known.table;
    const palette = isPalette(facts, stored) ? facts?.palette : undefined;
    const plain = palette === undefined ? colormapTable(colormap) : paletteTable(palette);
    const table = facts?.photometric === 'white-is-zero' ? reversedTable(plain) : plain;
    this.#tableOf = { facts, colormap, stored, table };
    return table;
  }

  #levels(plane: Plane, levels: StackLevels): ValueLevels {
    if (levels.kind === 'fixed') return { lo: levels.low, hi: levels.high };
    const fitting = fittingLevels(plane, levels);
    const text = JSON.stringify(levels);
    const held = this.#heldFor === text ? this.#held : undefined;
    this.#heldFor = text;
    this.#held = plane.playing && held !== undefined && isNear(held, fitting) ? held : fitting;
    return this.#held;
  }
}

/** Levels of one frame. Red, green and blue bytes are shown as they are. */
export function fittingLevels(plane: Plane, levels: Exclude<StackLevels, { kind: 'fixed' }>): ValueLevels {
  if (levels.kind === 'percent') return percentileLevels(spreadOf(plane), levels.percent);
  if (plane.channels >= 3 && plane.dtype === 'uint8') return { lo: 0, hi: 255 };
  const { lo, hi } = automaticLevels(spreadOf(plane));
  // Of whole numbers that are many enough, levels are whole numbers too.
  return plane.dtype.includes('int') && hi - lo >= 16 ? { lo: Math.round(lo), hi: Math.round(hi) } : { lo, hi };
}

function isPalette(facts: StackFacts | undefined, stored: boolean): boolean {
  return stored && facts?.photometric === 'palette' && facts.palette !== undefined && facts.channels === 1;
}

function isNear(held: ValueLevels, fitting: ValueLevels): boolean {
  const reach = (held.hi - held.lo) * holdShare;
  return Math.abs(held.lo - fitting.lo) <= reach && Math.abs(held.hi - fitting.hi) <= reach;
}
