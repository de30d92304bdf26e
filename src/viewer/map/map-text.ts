import { formatCount, formatWhole } from '../format/figures.js';
import { formatValue } from '../format/quantities.js';
import type { Extent2d, Point } from '../gpu/camera.js';
import type { MapColumn } from './column-model.js';
import { type MapFrame, planeFromScreen } from './map-camera.js';
import { describeMatrix, nameColumn } from './map-choices.js';
import type { MapModel } from './map-model.js';

/** What a cell has in a column. */
export function describeValue({ values }: MapColumn, cell: number): string {
  if (values.kind === 'categories') return values.names[values.codes[cell] ?? -1] ?? 'no value';
  const value = values.values[cell] ?? Number.NaN;
  return Number.isNaN(value) ? 'no value' : formatValue(value, 4);
}

/** The coordinates under the cursor, or of the cell there, with its value: for the status line. */
export function describeHover(map: MapModel, frame: MapFrame, viewport: Extent2d, point: Point, cell: number | undefined): string {
  const points = map.points.points.peek();
  if (points === undefined) return '';
  const parts: string[] = [];
  if (cell !== undefined) {
    const { coordinates, dims, fileDims } = points;
    const names = ['x', 'y', 'z'];
    for (let axis = 0; axis < Math.min(dims, fileDims); axis += 1) {
      parts.push(`${names[axis]} ${formatValue(coordinates[cell * dims + axis]!, 4)}`);
    }
    parts.push(`cell ${formatWhole(cell)}`);
    const column = map.column.column.peek();
    if (column !== undefined) parts.push(`${nameColumn(column.want)} ${describeValue(column, cell)}`);
  } else if (points.dims === 2) {
    const { x, y } = planeFromScreen(frame, point, viewport);
    parts.push(`x ${formatValue(x, 4)}`);
    if (points.fileDims === 2) parts.push(`y ${formatValue(y, 4)}`);
  }
  return parts.join(' · ');
}

/** The map in words, with its key numbers: what stands for the canvas where it cannot be seen. */
export function describeMap(map: MapModel): string {
  const facts = map.facts.value;
  const points = map.points.points.value;
  if (facts === undefined || points === undefined) return `Map of ${map.entry.name}, not drawn yet`;
  const parts = [`Map ${points.embedding} of ${formatWhole(points.cells)} cells of ${map.entry.name}`];
  const column = map.column.column.value;
  if (column === undefined) parts.push('in one colour');
  else if (column.values.kind === 'categories') {
    const { names, counts } = column.values;
    const most = [...names.keys()].sort((a, b) => counts[b]! - counts[a]!).slice(0, 5);
    const list = most.map((code) => `${names[code]} ${formatCount(counts[code]!)}`).join(', ');
    parts.push(`coloured by ${column.name}, ${formatWhole(names.length)} categories, most cells: ${list}`);
  } else {
    const { least, greatest, matrix } = column.values;
    const from = matrix === undefined ? '' : ` of ${describeMatrix(facts, matrix)}`;
    parts.push(
      `coloured by ${column.name}${from}, ${least === null || greatest === null ? 'no values' : `${formatValue(least)} to ${formatValue(greatest)}`}`,
    );
  }
  const answer = map.selection.answer.value;
  if (answer !== undefined && answer.visibleCount < points.cells) parts.push(`${formatWhole(answer.visibleCount)} cells pass the filters`);
  if (answer !== undefined && answer.selectedCount > 0) parts.push(`${formatWhole(answer.selectedCount)} cells are selected`);
  if (points.missing > 0) parts.push(`${formatWhole(points.missing)} cells have no place on it`);
  return `${parts.join('; ')}.`;
}
