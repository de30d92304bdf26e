import type { LibraryEntry, LibraryGroup } from './library-model.js';

/** One line of the grid: a heading, or tiles side by side. Lengths in CSS pixels. */
export type GridRow =
  | { readonly kind: 'heading'; readonly key: string; readonly top: number; readonly height: number; readonly group: LibraryGroup }
  | {
      readonly kind: 'tiles';
      readonly key: string;
      readonly top: number;
      readonly height: number;
      readonly entries: readonly LibraryEntry[];
    };

export interface GridMeasures {
  readonly width: number;
  readonly leastTileWidth: number;
  readonly gap: number;
  /** Height of a tile below its 16:9 picture. */
  readonly captionHeight: number;
  readonly headingHeight: number;
}

export interface GridLayout {
  readonly columns: number;
  readonly tileWidth: number;
  readonly rows: readonly GridRow[];
  readonly height: number;
}

/** How many tiles stand side by side. */
export function countColumns({ width, leastTileWidth, gap }: GridMeasures): number {
  return Math.max(1, Math.floor((width + gap) / (leastTileWidth + gap)));
}

/** Places headings and rows of tiles; a pure function of the list and the width. */
export function layOutGrid(groups: readonly LibraryGroup[], measures: GridMeasures): GridLayout {
  const { width, gap, captionHeight, headingHeight } = measures;
  const columns = countColumns(measures);
  const tileWidth = Math.floor((width - gap * (columns - 1)) / columns);
  const tileHeight = Math.round((tileWidth * 9) / 16) + captionHeight;
  const rows: GridRow[] = [];
  let top = 0;
  for (const group of groups) {
    rows.push({ kind: 'heading', key: `heading ${group.heading}`, top, height: headingHeight, group });
    top += headingHeight;
    for (let start = 0; start < group.entries.length; start += columns) {
      const entries = group.entries.slice(start, start + columns);
      rows.push({ kind: 'tiles', key: `tiles ${group.heading} ${start}`, top, height: tileHeight, entries });
      top += tileHeight + gap;
    }
  }
  return { columns, tileWidth, rows, height: top };
}

/** The rows that overlap `top` to `bottom`; rows are in order, so the search is binary. */
export function visibleRows(layout: GridLayout, top: number, bottom: number): readonly GridRow[] {
  const { rows } = layout;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && row.top + row.height <= top) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < rows.length && (rows[end]?.top ?? 0) < bottom) end += 1;
  return rows.slice(low, end);
}

/** The entry one step from `recording` in the grid; at an edge the same one. */
export function neighbour(
  layout: GridLayout,
  recording: string | undefined,
  direction: 'left' | 'right' | 'up' | 'down',
): LibraryEntry | undefined {
  const lines = layout.rows.flatMap((row) => (row.kind === 'tiles' ? [row.entries] : []));
  const all = lines.flat();
  const index = all.findIndex((entry) => entry.recording === recording);
  if (index < 0) return all[0];
  if (direction === 'left') return all[Math.max(0, index - 1)];
  if (direction === 'right') return all[Math.min(all.length - 1, index + 1)];
  const line = lines.findIndex((entries) => entries.some((entry) => entry.recording === recording));
  const column = lines[line]?.findIndex((entry) => entry.recording === recording) ?? 0;
  const target = lines[line + (direction === 'down' ? 1 : -1)];
  return target === undefined ? all[index] : target[Math.min(column, target.length - 1)];
}
