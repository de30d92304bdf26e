import type { MatrixCell } from './matrix-cell.js';

/** One of the three figures drawn over the number of events. */
interface Panel {
  readonly title: string;
  readonly value: (cell: MatrixCell) => number;
  readonly tick: (value: number) => string;
}

const panels: readonly Panel[] = [
  { title: 'processing time, s', value: (cell) => cell.processingSeconds, tick: plain },
  { title: 'memory, MB', value: (cell) => cell.peakBytes / 1e6, tick: plain },
  { title: 'frames/s (10 ms windows)', value: (cell) => cell.framesPerSecond.polarity, tick: plain },
];

const colours: readonly string[] = ['#0b6fb8', '#c77700', '#2a7f62', '#8a4fbf', '#b3261e', '#5a6472'];
const panelWidth = 300;
const panelHeight = 240;
const margin = { left: 52, right: 16, top: 64, bottom: 40 };

/** The matrix as an SVG figure: three panels on logarithmic axes, one line a sensor size. Needs at least one cell. */
export function matrixPlot(cells: readonly MatrixCell[], caption: string): string {
  const sizes = [...new Set(cells.map((cell) => `${cell.width}×${cell.height}`))];
  const width = panels.length * (panelWidth + margin.left + margin.right);
  const height = panelHeight + margin.top + margin.bottom + 20;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#14181d">`,
    `<title>${escapeText(caption)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...sizes.map((size, index) => legendEntry(size, index)),
    ...panels.map((panel, index) => drawPanel(panel, index, cells, sizes)),
    `<text x="${margin.left}" y="${height - 8}" fill="#5a6472" font-size="11">${escapeText(caption)}</text>`,
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function legendEntry(size: string, index: number): string {
  const x = margin.left + index * 120;
  return `<g><rect x="${x}" y="14" width="14" height="4" fill="${colourOf(index)}"/><text x="${x + 20}" y="20">${size}</text></g>`;
}

function drawPanel(panel: Panel, index: number, cells: readonly MatrixCell[], sizes: readonly string[]): string {
  const left = index * (panelWidth + margin.left + margin.right) + margin.left;
  const xDecades = decades(cells.map((cell) => cell.events));
  const yDecades = decades(cells.map(panel.value));
  const x = (value: number): number => left + logShare(value, xDecades) * panelWidth;
  const y = (value: number): number => margin.top + (1 - logShare(value, yDecades)) * panelHeight;
  const parts = [`<text x="${left}" y="${margin.top - 14}" font-weight="600">${panel.title}</text>`];
  for (let power = xDecades.least; power <= xDecades.greatest; power += 1) {
    const at = x(10 ** power).toFixed(1);
    parts.push(`<line x1="${at}" x2="${at}" y1="${margin.top}" y2="${margin.top + panelHeight}" stroke="#d9dde3"/>`);
    parts.push(`<text x="${at}" y="${margin.top + panelHeight + 18}" text-anchor="middle">${eventsTick(power)}</text>`);
  }
  for (let power = yDecades.least; power <= yDecades.greatest; power += 1) {
    const at = y(10 ** power).toFixed(1);
    parts.push(`<line x1="${left}" x2="${left + panelWidth}" y1="${at}" y2="${at}" stroke="#d9dde3"/>`);
    parts.push(`<text x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${panel.tick(10 ** power)}</text>`);
  }
  sizes.forEach((size, line) => {
    const points = cells
      .filter((cell) => `${cell.width}×${cell.height}` === size)
      .sort((a, b) => a.events - b.events)
      .map((cell) => [x(cell.events).toFixed(1), y(panel.value(cell)).toFixed(1)] as const);
    parts.push(
      `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colourOf(line)}" stroke-width="2"/>`,
    );
    for (const [cx, cy] of points) parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${colourOf(line)}"/>`);
  });
  return `<g>\n${parts.join('\n')}\n</g>`;
}

/** The whole decades that hold all values; at least one decade wide. */
function decades(values: readonly number[]): { readonly least: number; readonly greatest: number } {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return { least: 0, greatest: 1 };
  const least = Math.floor(Math.log10(Math.min(...positive)) + 1e-9);
  return { least, greatest: Math.max(least + 1, Math.ceil(Math.log10(Math.max(...positive)) - 1e-9)) };
}

function logShare(value: number, range: { readonly least: number; readonly greatest: number }): number {
  const share = (Math.log10(Math.max(value, 10 ** range.least)) - range.least) / (range.greatest - range.least);
  return Math.min(1, share);
}

function eventsTick(power: number): string {
  if (power >= 9) return `${10 ** (power - 9)} B`;
  return power >= 6 ? `${10 ** (power - 6)} M` : `10^${power}`;
}

function plain(value: number): string {
  return value >= 1 ? value.toString() : value.toPrecision(1);
}

function colourOf(index: number): string {
  return colours[index % colours.length] ?? '#14181d';
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
