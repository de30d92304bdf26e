import type { Point } from '../gpu/camera.js';
import type { CategoryColumn } from './column-model.js';
import type { MapPoints } from './points-model.js';

/** Where a category lies on the map: at the median of its cells. */
export interface CategoryPlace {
  readonly code: number;
  readonly name: string;
  readonly cells: number;
  readonly centre: readonly number[];
}

/** Cells of a category that its place is told by. */
const sampledCells = 401;
const longestName = 28;

/** Places of all categories that have cells on the map, those with more cells first. */
export function placeCategories(
  { coordinates, dims, known }: MapPoints,
  { names, codes, counts }: CategoryColumn,
): readonly CategoryPlace[] {
  const sums = names.map(() => ({ seen: 0, values: Array.from({ length: dims }, (): number[] => []) }));
  const every = names.map((_, code) => Math.max(1, Math.floor(counts[code]! / sampledCells)));
  for (let cell = 0; cell < known; cell += 1) {
    const code = codes[cell]!;
    const sum = sums[code];
    if (sum === undefined) continue;
    sum.seen += 1;
    if (sum.seen % every[code]! !== 0) continue;
    for (let axis = 0; axis < dims; axis += 1) {
      const value = coordinates[cell * dims + axis]!;
      if (Number.isFinite(value)) sum.values[axis]!.push(value);
    }
  }
  return sums
    .flatMap(({ values }, code) => {
      if (values[0]!.length === 0) return [];
      return [{ code, name: names[code]!, cells: counts[code]!, centre: values.map(median) }];
    })
    .sort((a, b) => b.cells - a.cells);
}

/** Labels that find room, in the order given, with names cut to what can be read. */
export function visibleLabels<Label extends { readonly name: string; readonly at: Point }>(
  labels: readonly Label[],
  width: number,
): readonly Label[] {
  const scale = Math.max(1, width / 2560);
  const taken: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[] = [];
  const kept: Label[] = [];
  for (const label of labels) {
    const name = label.name.length > longestName ? `${label.name.slice(0, longestName - 1)}…` : label.name;
    const half = (name.length * 3.4 + 4) * scale;
    const { x, y } = label.at;
    const box = { left: x - half, right: x + half, top: y - 9 * scale, bottom: y + 7 * scale };
    if (taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top))
      continue;
    taken.push(box);
    kept.push({ ...label, name });
  }
  return kept;
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
