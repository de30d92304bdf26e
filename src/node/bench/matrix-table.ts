import type { MatrixCell } from './matrix-cell.js';

interface Column {
  readonly name: string;
  readonly text: (cell: MatrixCell) => string;
}

const columns: readonly Column[] = [
  { name: 'size', text: ({ width, height }) => `${width}×${height}` },
  { name: 'events', text: ({ events }) => millions(events) },
  { name: 'file', text: ({ fileBytes }) => megabytes(fileBytes) },
  { name: 'first frame', text: ({ firstFrameMillis }) => `${firstFrameMillis.toFixed(0)} ms` },
  { name: 'read before it', text: ({ firstFrameBytes }) => megabytes(firstFrameBytes) },
  { name: 'processing', text: ({ processingSeconds }) => `${processingSeconds.toFixed(2)} s` },
  { name: 'speed', text: ({ events, processingSeconds }) => `${(events / processingSeconds / 1e6).toFixed(0)} Mev/s` },
  { name: 'polarity frames/s', text: ({ framesPerSecond }) => framesPerSecond.polarity.toFixed(0) },
  { name: 'signed counts/s', text: ({ framesPerSecond }) => framesPerSecond.signedCount.toFixed(0) },
  { name: 'time surfaces/s', text: ({ framesPerSecond }) => framesPerSecond.timeSurface.toFixed(0) },
  { name: 'events a frame', text: ({ eventsPerFrame }) => Math.round(eventsPerFrame).toString() },
  { name: 'memory', text: ({ peakBytes }) => megabytes(peakBytes) },
];

/** The matrix as a Markdown table, one line a cell. */
export function matrixTable(cells: readonly MatrixCell[]): string {
  const rows = cells.map((cell) => columns.map(({ text }) => text(cell)));
  const widths = columns.map(({ name }, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.map((text, column) => pad(text, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(columns.map(({ name }) => name)), rule, ...rows.map(line)].join('\n');
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
