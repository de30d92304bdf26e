import { lookAround } from './after-first-light.js';
import { answerCell, answerCells } from './answer-cells.js';
import { answerColumn } from './answer-column.js';
import { answerGenes } from './answer-genes.js';
import { answerPoints } from './answer-points.js';
import { answerSelect } from './answer-select.js';
import type { Credits } from './credits.js';
import { heldTable } from './held-source.js';
import { answerIndexGenes } from './index-genes.js';
import type { QuestionContext } from './question-context.js';
import type { CellQuestion, TableQuestion } from './table-question.js';

/** Answers what is asked of tables of cells. */
export async function answerCellQuestion(
  context: QuestionContext,
  request: CellQuestion,
  signal: AbortSignal,
  credits: Credits,
): Promise<void> {
  const { table, release } = heldTable(await context.hold(request.recording));
  context.parts.background.noteInteraction();
  const about = { ...context, table, signal, credits };
  try {
    await answer(about, request);
    lookAround({ ...about, request });
  } finally {
    release();
  }
}

type About = Omit<TableQuestion<CellQuestion['type']>, 'request'>;

function answer(about: About, request: CellQuestion): Promise<void> {
  switch (request.type) {
    case 'points':
      return answerPoints({ ...about, request });
    case 'column':
      return answerColumn({ ...about, request });
    case 'genes':
      return answerGenes({ ...about, request });
    case 'indexGenes':
      return answerIndexGenes({ ...about, request });
    case 'select':
      return answerSelect({ ...about, request });
    case 'cells':
      return answerCells({ ...about, request });
    case 'cell':
      return answerCell({ ...about, request });
  }
}
