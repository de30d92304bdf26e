import type { ObsSummary, TableSurvey } from '../../engine/table-survey.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { MatrixFacts, MatrixSample, ObsFacts, TableFacts } from '../../shapes/table-facts.js';

/** What `info` tells about. */
export interface CellsSubject {
  readonly path: string;
  readonly facts: TableFacts;
  readonly bytesRead: number;
  /** What samples of the matrices look like, in their order. */
  readonly samples: readonly MatrixSample[];
  /** Known after reading every column. */
  readonly survey: TableSurvey | undefined;
}

/** A matrix of cells × genes; `look` is an estimate from `sampled` stored values. */
export interface MatrixRecord {
  readonly name: string;
  readonly layout: MatrixFacts['layout'];
  readonly dtype: string;
  readonly cells: number;
  readonly genes: number;
  /** Stored entries of a sparse matrix. */
  readonly stored?: number;
  readonly quantizedBits?: number;
  readonly look: MatrixSample['look'];
  readonly sampled: number;
}

/**
 * A column of cells; `categories` is how many there are. After `--full`: `counts` of each category (of booleans `false`
 * and `true`), or `min`, `max` and `mean` of the finite numbers (null where there is none), and `missing`, the cells without.
 */
export interface ObsRecord {
  readonly name: string;
  readonly kind: ObsFacts['kind'];
  readonly categories?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly mean?: number | null;
  readonly missing?: number;
}

/** The JSON of `firstlight info --json` on a table of cells: a stable interface, `schema` is raised when it changes. */
export interface CellsRecord {
  readonly schema: 1;
  readonly kind: 'cells';
  readonly path: string;
  readonly format: string;
  readonly cells: number;
  readonly genes: number;
  readonly matrices: readonly MatrixRecord[];
  /** `missing`, after `--full`: cells with a coordinate that is not finite. */
  readonly embeddings: readonly { readonly name: string; readonly dims: number; readonly missing?: number }[];
  readonly obs: readonly ObsRecord[];
  readonly bytesRead: number;
  readonly notices: readonly Notice[];
}

export function cellsRecord({ path, facts, bytesRead, samples, survey }: CellsSubject): CellsRecord {
  return {
    schema: 1,
    kind: 'cells',
    path,
    format: facts.format,
    cells: facts.cells,
    genes: facts.genes,
    matrices: facts.matrices.map(({ names: _, ...matrix }, at) => {
      const { look, sampled } = samples[at]!;
      return { ...matrix, look, sampled };
    }),
    embeddings: survey?.embeddings ?? facts.embeddings,
    obs: facts.obs.map((column, at) => obsRecord(column, survey?.obs[at])),
    bytesRead,
    notices: facts.notices,
  };
}

function obsRecord({ name, kind, categories }: ObsFacts, summary: ObsSummary | undefined): ObsRecord {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const numbers = summary?.numbers;
  return {
    name,
    kind,
    ...(categories === undefined ? {} : { categories }),
    ...(summary?.counts === undefined ? {} : { counts: Object.fromEntries(summary.counts) }),
    ...(numbers === undefined ? {} : { min: finite(numbers.min), max: finite(numbers.max), mean: finite(numbers.mean) }),
    ...(summary === undefined ? {} : { missing: summary.missing }),
  };
}
