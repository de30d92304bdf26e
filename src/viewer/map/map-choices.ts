import type { ColumnWant, MapColor } from '../state/map-state.js';
import type { TableFacts } from '../state/view-state.js';

type EmbeddingFacts = TableFacts['embeddings'][number];

/** Maps that people look at first, by what their names hold. */
const favourites = [/umap/i, /t.?sne/i, /draw_graph|fa2?$|phate|force/i, /spatial/i];
/** Columns that people colour by first. */
const favouriteColumns = [/cell.?_?type|celltype|annot/i, /label|cluster|leiden|louvain/i];
const mostFirstCategories = 60;

/** The embedding that is shown where none was chosen, or the chosen one is not there. */
export function chooseEmbedding({ embeddings }: TableFacts, wanted: string | undefined): EmbeddingFacts | undefined {
  const named = embeddings.find(({ name }) => name === wanted);
  if (named !== undefined) return named;
  const flat = embeddings.filter(({ dims }) => dims === 2);
  for (const favourite of favourites) {
    const found = flat.find(({ name }) => favourite.test(name));
    if (found !== undefined) return found;
  }
  return flat[0] ?? embeddings.find(({ dims }) => dims <= 3) ?? embeddings[0];
}

/** What cells are coloured by: what was chosen, else a column that says what they are. */
export function chooseColor(facts: TableFacts, wanted: MapColor | undefined): ColumnWant | undefined {
  if (wanted !== undefined) return wanted.kind === 'none' ? undefined : wanted;
  const few = facts.obs.filter(
    ({ kind, categories }) => kind === 'categorical' && (categories === undefined || (categories > 1 && categories <= mostFirstCategories)),
  );
  for (const favourite of favouriteColumns) {
    const found = few.find(({ name }) => favourite.test(name));
    if (found !== undefined) return { kind: 'obs', name: found.name };
  }
  const first = few[0] ?? facts.obs.find(({ kind }) => kind === 'numeric');
  return first === undefined ? undefined : { kind: 'obs', name: first.name };
}

/** Columns that cells can be coloured by, in the order of the file. */
export function colorColumns({ obs }: TableFacts): TableFacts['obs'] {
  return obs.filter(({ kind }) => kind !== 'string');
}

/** Whether y grows downwards: places in images do. */
export function growsDown(embedding: string): boolean {
  return /spatial/i.test(embedding);
}

/** What a matrix is called where its values are: its name and what they look like. */
export function describeMatrix(facts: TableFacts | undefined, name: string | undefined): string {
  const matrix = facts?.matrices.find((one) => one.name === (name ?? facts.matrix));
  if (matrix === undefined) return name ?? '';
  return matrix.sample === undefined ? matrix.name : `${matrix.name} · ${matrix.sample.look}`;
}

/** What a column is called. */
export function nameColumn(column: ColumnWant | undefined): string {
  if (column === undefined) return 'nothing';
  return column.kind === 'obs' ? column.name : column.gene;
}

/** Whether two columns are the same. */
export function sameColumn(a: ColumnWant | undefined, b: ColumnWant | undefined): boolean {
  if (a === undefined || b === undefined || a.kind !== b.kind) return a === b;
  if (a.kind === 'obs') return b.kind === 'obs' && a.name === b.name;
  return b.kind === 'gene' && a.gene === b.gene && a.matrix === b.matrix;
}
