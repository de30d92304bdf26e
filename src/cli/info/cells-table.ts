import type { ObsSummary } from '../../engine/table-survey.js';
import type { MatrixFacts, MatrixSample, ObsFacts } from '../../shapes/table-facts.js';
import type { CellsSubject } from './cells-record.js';
import { grouped } from './info-table.js';

const looks: Readonly<Record<MatrixSample['look'], string>> = {
  counts: 'looks like counts',
  'log-normalised': 'looks log-normalised',
  normalised: 'looks normalised, not logarithmic',
  'z-scored': 'looks z-scored',
  empty: 'looks empty',
};
const shownCategories = 8;

/** What is in a table of cells, set for people: one fact a line, numbers grouped, guesses marked. */
export function cellsTable(subject: CellsSubject): string {
  const { facts, survey, samples } = subject;
  const rows: [string, string][] = [
    ['format', facts.format],
    ['cells', grouped(facts.cells)],
    ['genes', grouped(facts.genes)],
    ...facts.matrices.map((matrix, at): [string, string] => [`matrix ${matrix.name}`, matrixText(matrix, samples[at]!)]),
    ...facts.embeddings.map(({ name, dims }, at): [string, string] => {
      const missing = survey?.embeddings[at]?.missing ?? 0;
      return [`embedding ${name}`, `${dims} dimension${dims === 1 ? '' : 's'}${missing > 0 ? `, ${grouped(missing)} cells without` : ''}`];
    }),
    ...facts.obs.map((column, at): [string, string] => [`obs ${column.name}`, obsText(column, survey?.obs[at])]),
    ['file', `${grouped(subject.bytesRead)} bytes read`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const notices = facts.notices.map(({ message }) => `  ! ${message}`);
  return `${[subject.path, ...lines, ...notices].join('\n')}\n`;
}

function matrixText({ layout, dtype, genes, stored, quantizedBits }: MatrixFacts, { look, min, max, sampled }: MatrixSample): string {
  const layoutName = layout === 'dense' || layout === 'text' ? layout : layout === 'columns' ? 'a file a gene' : layout.toUpperCase();
  const parts = [
    `${grouped(genes)} genes, ${layoutName}, ${dtype}`,
    ...(stored === undefined ? [] : [`${grouped(stored)} stored`]),
    ...(quantizedBits === undefined ? [] : [`rounded to ${quantizedBits} bits`]),
    sampled === 0 ? looks.empty : `${looks[look]} (${grouped(sampled)} values, ${short(min)} to ${short(max)})`,
  ];
  return parts.join(', ');
}

function obsText({ kind, categories }: ObsFacts, summary: ObsSummary | undefined): string {
  const parts: string[] = [kind];
  if (categories !== undefined) parts.push(`${grouped(categories)} categories`);
  if (summary?.counts !== undefined) {
    const counts = [...summary.counts].slice(0, shownCategories).map(([name, count]) => `${name} ${grouped(count)}`);
    if (summary.counts.size > shownCategories) counts.push('…');
    parts.push(counts.join(', '));
  }
  if (summary?.numbers !== undefined && Number.isFinite(summary.numbers.mean)) {
    const { min, max, mean } = summary.numbers;
    parts.push(`${short(min)} to ${short(max)}, mean ${short(mean)}`);
  }
  if (summary !== undefined && summary.missing > 0) parts.push(`${grouped(summary.missing)} missing`);
  return parts.join('; ');
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
