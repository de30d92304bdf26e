// Results: a table on the terminal, the same as Markdown and JSON in bench/results/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineLine } from './machine.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'results');

/** A figure with three significant digits and no exponent. */
export function figure(value) {
  if (value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US').replaceAll(',', ' ');
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** A ratio, `2.31 ×`. */
export const ratio = (ours, theirs) => (Number.isFinite(ours / theirs) ? `${(ours / theirs).toFixed(2)} ×` : '–');

/** Median with the spread behind it: `410 (395–421)`. */
export const withSpread = (spread) =>
  spread.error === undefined ? `${figure(spread.median)} (${figure(spread.least)}–${figure(spread.greatest)})` : 'refused';

/** A Markdown table. `rows` are arrays of text; the first column is flush left. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const line = (row) =>
    `| ${widths.map((width, column) => (column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join('\n');
}

/**
 * Prints a result and writes `<name>.json` and `<name>.md`.
 * @param {string} name file name without ending
 * @param {{ title: string, machine: object, notes?: string[], tables: { caption: string, head: string[], rows: string[][] }[], data: unknown }} result
 * @param {{ write: boolean }} options
 */
export function report(name, result, options) {
  const parts = [`# ${result.title}`, machineLine(result.machine), ...(result.notes ?? [])];
  for (const { caption, head, rows } of result.tables) parts.push(`## ${caption}`, table(head, rows));
  const text = `${parts.join('\n\n')}\n`;
  process.stdout.write(text);
  if (!options.write) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), text);
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ title: result.title, machine: result.machine, data: result.data }, null, 1)}\n`,
  );
}
