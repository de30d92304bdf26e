import type { AnswerOf } from '../protocol/answers.js';
import type { HostParts } from './host-parts.js';
import type { TableFile } from './table-file.js';

/** What is known of a table, with what each of its matrices costs to read a gene from. */
export function tableFactsAnswer(table: TableFile, _parts: HostParts): AnswerOf<'facts'>['facts'] {
  const { facts } = table;
  return {
    kind: 'cells',
    format: facts.format,
    cells: facts.cells,
    genes: facts.genes,
    obs: [...facts.obs],
    embeddings: [...facts.embeddings],
    matrices: facts.matrices.map((matrix) => ({
      ...matrix,
      access: {
        state: matrix.layout === 'csr' || matrix.layout === 'text' ? ('scan' as const) : ('direct' as const),
        scanBytes: 0,
        indexBytes: 0,
        done: 0,
      },
    })),
    ...(facts.matrices[0] === undefined ? {} : { matrix: facts.matrices[0].name }),
    notices: [...facts.notices],
  };
}
