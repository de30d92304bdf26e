import type { AnswerOf } from '../protocol/answers.js';
import type { MatrixSample } from '../shapes/table-facts.js';
import type { HostParts } from './host-parts.js';
import type { TableFile } from './table-file.js';

/** What is known of a table, with what each of its matrices costs to read a gene from. */
export function tableFactsAnswer(table: TableFile, _parts: HostParts): AnswerOf<'facts'>['facts'] {
  const { facts, looks } = table;
  return {
    kind: 'cells',
    format: facts.format,
    cells: facts.cells,
    genes: facts.genes,
    obs: [...facts.obs],
    embeddings: [...facts.embeddings],
    matrices: facts.matrices.map((matrix) => ({
      ...matrix,
      ...sampleOf(table, matrix.name),
      access: table.genesOf(matrix.name).access,
    })),
    ...(looks.knownDefault === undefined ? {} : { matrix: looks.knownDefault }),
    notices: [...facts.notices],
  };
}

function sampleOf({ looks }: TableFile, matrix: string): { readonly sample?: MatrixSample } {
  const sample = looks.of(matrix);
  if (sample === undefined) return {};
  // Limits of nothing are no numbers.
  return { sample: sample.sampled === 0 ? { ...sample, min: 0, max: 0 } : sample };
}
