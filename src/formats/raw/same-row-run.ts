import type { EventColumns } from '../../shapes/event-columns.js';

/**
 * Where the run of events ends that starts at `from` and that one vector can hold: same time, row and polarity, and x
 * ascending to below `endX`.
 */
export function sameRowRun({ t, x, y, p }: EventColumns, from: number, to: number, endX: number): number {
  let previous = x[from] as number;
  let index = from + 1;
  for (; index < to; index += 1) {
    const column = x[index] as number;
    if (column <= previous || column >= endX || t[index] !== t[from] || y[index] !== y[from] || p[index] !== p[from]) break;
    previous = column;
  }
  return index;
}
