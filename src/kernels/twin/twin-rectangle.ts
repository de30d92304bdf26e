import type { EventColumns } from '../../shapes/event-columns.js';

/** Counts events inside a rectangle; see `EventKernels.countInRectangle`. */
export function twinCountInRectangle(
  columns: EventColumns,
  from: number,
  to: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): readonly [on: number, off: number] {
  let on = 0;
  let off = 0;
  for (let i = from; i < to; i++) {
    const x = columns.x[i] ?? 0;
    const y = columns.y[i] ?? 0;
    if (x < x0 || x >= x1 || y < y0 || y >= y1) continue;
    if (columns.p[i] === 1) on++;
    else off++;
  }
  return [on, off];
}
