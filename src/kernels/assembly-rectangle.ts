import type { EventColumns } from '../shapes/event-columns.js';
import type { AssemblyMemory } from './assembly-memory.js';

/** Counts events inside a rectangle in WebAssembly; see `EventKernels.countInRectangle`. */
export function assemblyCountInRectangle(
  memory: AssemblyMemory,
  columns: EventColumns,
  from: number,
  to: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): readonly [on: number, off: number] {
  const left = Math.max(0, Math.ceil(x0));
  const top = Math.max(0, Math.ceil(y0));
  const right = Math.min(65_535, Math.ceil(x1) - 1);
  const bottom = Math.min(65_535, Math.ceil(y1) - 1);
  let on = 0;
  let off = 0;
  if (!(left <= right && top <= bottom)) return [0, 0];
  memory.withColumns(columns, from, to, ['x', 'y', 'p'], (_t, x, y, p, count) => {
    const both = memory.exports.countRectangle(x, y, p, count, left, top, right, bottom);
    on += both % 2 ** 32;
    off += Math.floor(both / 2 ** 32);
  });
  return [on, off];
}
