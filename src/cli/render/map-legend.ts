import { type CellBits, hasCell } from '../../cells/cell-bits.js';
import type { CategoryColumn, CellColumn } from '../../cells/cell-column.js';
import { categoryColours } from '../../picture/category-colors.js';
import { colormapTable } from '../../picture/colormaps.js';
import type { Rgb } from '../../picture/palettes.js';
import { levelsOf, type MapTheme } from './map-drawing.js';
import type { MapRenderOptions } from './map-options.js';

/** What the colours of a map mean. */
export interface MapLegend {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly entries: readonly { readonly colour: Rgb; readonly name: string; readonly count: number }[];
  /** Categories that the picture has no room to name. */
  readonly more: number;
  readonly bar?: { readonly table: Uint8Array; readonly lo: number; readonly hi: number } | undefined;
}

const lineHeight = 20;
const margin = 16;
const barHeight = 140;
const nameLength = 28;

/** The legend of a column: its categories with the number of cells shown, most first, or its range. */
export function mapLegend(
  column: CellColumn,
  options: MapRenderOptions,
  shown: CellBits | undefined,
  width: number,
  height: number,
): MapLegend {
  if (column.kind === 'numbers') {
    const [lo, hi] = levelsOf(column, options);
    const title = column.matrix === undefined ? column.name : `${column.name} (${column.matrix})`;
    return { width, height, title, entries: [], more: 0, bar: { table: colormapTable(options.colormap ?? 'viridis'), lo, hi } };
  }
  const colours = categoryColours(column.names.length, column.colors);
  const counts = shownCounts(column, shown);
  const all = [...column.names, 'none'].map((name, code) => ({ colour: colours[code]!, name, count: counts[code]! }));
  const present = all.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const room = Math.max(1, Math.floor((height - 3 * margin) / lineHeight) - 1);
  const entries = present.length <= room ? present : present.slice(0, room - 1);
  return { width, height, title: column.name, entries, more: present.length - entries.length };
}

function shownCounts({ codes, counts }: CategoryColumn, shown: CellBits | undefined): Uint32Array {
  if (shown === undefined) return counts;
  const out = new Uint32Array(counts.length);
  for (let cell = 0; cell < codes.length; cell += 1) if (hasCell(shown, cell)) out[codes[cell]!]! += 1;
  return out;
}

/** A legend as a transparent SVG of the picture's size. */
export function legendPicture(legend: MapLegend, theme: MapTheme): Buffer {
  const { width, height, title, entries, more, bar } = legend;
  const line = (at: number): number => margin + lineHeight * (at + 1);
  const lines = entries.map(
    ({ colour, name, count }, at) =>
      `<circle cx="${margin + 5}" cy="${line(at + 1) - 4.5}" r="5" fill="${rgbText(colour)}"/>` +
      `<text x="${margin + 18}" y="${line(at + 1)}">${escaped(shortened(name))} <tspan opacity="0.6">${count.toLocaleString('en-US')}</tspan></text>`,
  );
  if (more > 0)
    lines.push(`<text x="${margin + 18}" y="${line(entries.length + 1)}" opacity="0.6">${more.toLocaleString('en-US')} more</text>`);
  const scale = bar === undefined ? '' : barPicture(bar, line(0) + 12);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
      `<g font-family="system-ui, Inter, DejaVu Sans, sans-serif" font-size="13" fill="${theme.text}">` +
      `<text x="${margin}" y="${line(0)}" font-weight="600">${escaped(shortened(title))}</text>${lines.join('')}${scale}</g></svg>`,
  );
}

function barPicture({ table, lo, hi }: NonNullable<MapLegend['bar']>, top: number): string {
  const stops = Array.from({ length: 33 }, (_, i) => {
    const at = Math.min(255, 8 * i);
    return `<stop offset="${i / 32}" stop-color="${rgbText([table[3 * at]!, table[3 * at + 1]!, table[3 * at + 2]!])}"/>`;
  });
  return (
    `<linearGradient id="bar" x1="0" y1="1" x2="0" y2="0">${stops.join('')}</linearGradient>` +
    `<rect x="${margin}" y="${top}" width="12" height="${barHeight}" fill="url(#bar)"/>` +
    `<text x="${margin + 20}" y="${top + 10}">${numberText(hi)}</text>` +
    `<text x="${margin + 20}" y="${top + barHeight}">${numberText(lo)}</text>`
  );
}

function rgbText([red, green, blue]: Rgb): string {
  return `rgb(${red},${green},${blue})`;
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function shortened(text: string): string {
  return text.length > nameLength ? `${text.slice(0, nameLength - 1)}…` : text;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[^\P{Cc}]/gu, ' ');
}
