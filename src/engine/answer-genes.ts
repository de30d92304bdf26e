import type { TableQuestion } from './table-question.js';

/** Genes whose name or other identifiers hold a text, best first. */
export async function answerGenes({ request, table, signal, send }: TableQuestion<'genes'>): Promise<void> {
  const { request: number, text, limit } = request;
  const matrix = request.matrix ?? (await table.looks.defaultMatrix({ signal }));
  const { value: directory, release } = await table.columns.genes(matrix, { signal });
  try {
    const { genes, total } = directory.search(text, limit);
    if (!signal.aborted) send({ type: 'genes', request: number, matrix, genes: [...genes], total });
  } finally {
    release();
  }
}
