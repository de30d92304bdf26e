import type { MatrixCell } from './matrix-cell.js';

const head: readonly string[] = [
  'size',
  'events',
  'file',
  'first frame',
  'read before it',
  'processing',
  'speed',
  'frames/s',
  'events a frame',
  'memory',
];

/** The matrix as a Markdown table, one line a cell. */
export function matrixTable(cells: readonly MatrixCell[]): string {
  const rows = cells.map((cell) => [
    `${cell.width}×${cell.height}`,
    millions(cell.events),
    megabytes(cell.fileBytes),
    `${cell.firstFrameMillis.toFixed(0)} ms`,
    megabytes(cell.firstFrameBytes),
    `${cell.processingSeconds.toFixed(2)} s`,
    `${(cell.events / cell.processingSeconds / 1e6).toFixed(0)} Mev/s`,
    cell.framesPerSecond.polarity.toFixed(0),
    cell.framesPerSecond.signedCount.toFixed(0),
    cell.framesPerSecond.timeSurface.toFixed(0),
    Math.round(cell.eventsPerFrame).toString(),
    megabytes(cell.peakBytes),
  ]);
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.map((text, column) => pad(text, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

function millions(events: number): string {
  return events >= 1e9 ? `${(events / 1e9).toFixed(1)} B` : `${(events / 1e6).toFixed(events >= 1e7 ? 0 : 1)} M`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes >= 1e7 ? 0 : 2)} MB`;
}
