import { FirstlightError } from '../../base/errors.js';
import { readFile, type StorePlan } from '../../bytes/store-plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import { allocateCodes, type CategoricalColumn, type Embedding, type GeneNames, type ObsColumn } from '../../shapes/table-columns.js';
import type { EmbeddingFacts, MatrixFacts, TableFacts } from '../../shapes/table-facts.js';
import { type PackedStrings, packStrings } from '../../shapes/table-strings.js';
import { joinNumbers, sampleRun } from '../matrices/table-matrix.js';
import type { GeneValues, TableFormat, TableInput, TableLayout } from '../table-format.js';
import { checkArrayBytes } from '../tree/number-type.js';
import {
  type CellucidCategories,
  type CellucidNumbers,
  type CellucidObs,
  parseDatasets,
  parseIdentity,
  parseObsManifest,
  parseVarManifest,
} from './cellucid-manifest.js';
import { type CellucidContext, readArray, readNumbers } from './read-cells.js';

const manifestLimitBytes = 256 << 20;
const sampledGenes = 4;
const dtypes = { f32: 'float32', u8: 'uint8', u16: 'uint16' } as const;
const bits = { u8: 8, u16: 16 } as const;

/**
 * Export folders of Cellucid before 0.9.5, of both generations: those of 0.0.9 name files after fields, those of 0.9.1 by
 * number. A folder of several opens the one that `dataset` names, else its default. Source: the export format in
 * Cellucid's documentation (`compact_v1`).
 */
export const cellucidFormat: TableFormat = {
  id: 'cellucid',
  decoderVersion: 1,
  *sniff(input) {
    if (input.file !== undefined) return false;
    const sizes = yield [
      { kind: 'size', name: 'obs_manifest.json' },
      { kind: 'size', name: 'datasets.json' },
    ];
    return sizes.some((size) => size !== undefined);
  },
  open: openExport,
};

function* openExport(input: TableInput): StorePlan<TableLayout> {
  const { folder, notices } = yield* findFolder(input);
  const context = { folder, kernels: input.kernels };
  const [obsBytes, varBytes, identityBytes] = yield ['obs_manifest.json', 'var_manifest.json', 'dataset_identity.json'].map((name) => ({
    kind: 'file',
    name: `${folder}${name}`,
    limitBytes: manifestLimitBytes,
  }));
  if (!(obsBytes instanceof Uint8Array)) throw new FirstlightError('not-found', 'The export has no obs_manifest.json');
  const obs = parseObsManifest(obsBytes);
  checkArrayBytes(obs.cells, 4, input.limitBytes, 'A column of cells');
  const genes = varBytes instanceof Uint8Array ? parseVarManifest(varBytes) : { cells: obs.cells, genes: [] };
  if (genes.cells !== obs.cells) throw new FirstlightError('corrupt', `The export has ${obs.cells} cells in obs and ${genes.cells} in var`);
  const files = identityBytes instanceof Uint8Array ? parseIdentity(identityBytes).files : new Map<string, string>();
  const points = yield* findPoints(folder, files);
  return new CellucidLayout(context, obs, genes.genes, points, notices);
}

/** The folder of the data set in question. */
function* findFolder({ options }: TableInput): StorePlan<{ readonly folder: string; readonly notices: Notice[] }> {
  const bytes = yield* readFile('datasets.json', manifestLimitBytes);
  if (bytes === undefined) return { folder: '', notices: [] };
  const { chosen, folders } = parseDatasets(bytes);
  const wanted = options.dataset ?? chosen;
  const path = wanted === undefined ? undefined : folders.get(wanted);
  const names = [...folders.keys()].join(', ');
  if (path === undefined) throw new FirstlightError('not-found', `There is no data set ${wanted} in this folder; it has ${names}`);
  const notices =
    folders.size > 1 ? [{ code: 'several-datasets', message: `The folder has several data sets: ${names}; this is ${wanted}` }] : [];
  return { folder: path === '' ? '' : `${path}/`, notices };
}

interface Points extends EmbeddingFacts {
  readonly path: string;
}

/** Files of coordinates that are there, by what the export says and by their usual names. */
function* findPoints(folder: string, files: ReadonlyMap<string, string>): StorePlan<Points[]> {
  const candidates = [1, 2, 3].flatMap((dims) => {
    const said = files.get(`${dims}d`);
    const names = said === undefined ? [`points_${dims}d.bin`, `points_${dims}d.bin.gz`] : [said];
    return names.map((path) => ({ path, dims, name: `X_umap_${dims}d` }));
  });
  const sizes = yield candidates.map(({ path }) => ({ kind: 'size', name: `${folder}${path}` }));
  const found = candidates.filter((_, at) => sizes[at] !== undefined);
  return found.filter(({ dims }, at) => found.findIndex((other) => other.dims === dims) === at);
}

class CellucidLayout implements TableLayout {
  readonly facts: TableFacts;
  readonly #context: CellucidContext;
  readonly #obs: CellucidObs;
  readonly #genes: readonly CellucidNumbers[];
  readonly #points: readonly Points[];

  constructor(
    context: CellucidContext,
    obs: CellucidObs,
    genes: readonly CellucidNumbers[],
    points: readonly Points[],
    notices: readonly Notice[],
  ) {
    this.#context = context;
    this.#obs = obs;
    this.#genes = genes;
    this.#points = points;
    this.facts = {
      kind: 'cells',
      format: `Cellucid export ${obs.generation}`,
      cells: obs.cells,
      genes: genes.length,
      obs: [
        ...obs.categories.map(({ name, categories }) => ({ name, kind: 'categorical' as const, categories: categories.length })),
        ...obs.numbers.map(({ name }) => ({ name, kind: 'numeric' as const })),
      ],
      embeddings: points.map(({ name, dims }) => ({ name, dims })),
      matrices: genes.length === 0 ? [] : [matrixFacts(genes, obs.cells)],
      notices: [...notices, ...exportNotices(obs, genes)],
    };
  }

  *readCellNames(): StorePlan<PackedStrings> {
    yield* [];
    return packStrings(Array.from({ length: this.#obs.cells }, (_, cell) => String(cell)));
  }

  *readObs(name: string): StorePlan<ObsColumn> {
    const categories = this.#obs.categories.find((field) => field.name === name);
    if (categories !== undefined) return yield* this.#readCategories(categories);
    const numbers = this.#obs.numbers.find((field) => field.name === name);
    if (numbers === undefined) throw new FirstlightError('not-found', `There is no column ${name}`);
    return { kind: 'numeric', name, values: yield* readNumbers(this.#context, numbers, this.#obs.cells) };
  }

  *readEmbedding(name: string): StorePlan<Embedding> {
    const points = this.#points.find((candidate) => candidate.name === name);
    if (points === undefined) throw new FirstlightError('not-found', `There is no embedding ${name}`);
    const values = yield* readArray(this.#context, points.path, 'f32', this.#obs.cells * points.dims);
    return { name, dims: points.dims, values: Float32Array.from(values) };
  }

  *readGeneNames(): StorePlan<GeneNames> {
    yield* [];
    return { index: packStrings(this.#genes.map(({ name }) => name)), alternatives: new Map() };
  }

  *readGenes(_matrix: string, genes: readonly number[]): StorePlan<GeneValues[]> {
    const found: GeneValues[] = [];
    for (const gene of genes) found.push({ values: yield* readNumbers(this.#context, this.#genes[gene]!, this.#obs.cells), rounded: 0 });
    return found;
  }

  *sampleMatrix(): StorePlan<Float64Array> {
    const count = Math.min(sampledGenes, this.#genes.length);
    const genes = Array.from({ length: count }, (_, at) => Math.floor((at * this.#genes.length) / count));
    const read = yield* this.readGenes('X', genes);
    return joinNumbers(read.map(({ values }) => values.subarray(0, sampleRun)));
  }

  *#readCategories({ name, path, ext, categories, missing }: CellucidCategories): StorePlan<CategoricalColumn> {
    const stored = yield* readArray(this.#context, path, ext, this.#obs.cells);
    const codes = allocateCodes(stored.length, categories.length);
    for (const [cell, code] of stored.entries()) {
      if (code < categories.length) codes[cell] = code;
      else if (code === missing) codes[cell] = categories.length;
      else throw new FirstlightError('corrupt', `Cell ${cell} has category ${code} of ${categories.length} in ${name}`);
    }
    return { kind: 'categorical', name, categories, ordered: false, codes };
  }
}

function matrixFacts(genes: readonly CellucidNumbers[], cells: number): MatrixFacts {
  const { ext } = genes[0]!;
  return {
    name: 'X',
    layout: 'columns',
    dtype: dtypes[ext],
    cells,
    genes: genes.length,
    names: 'var',
    ...(ext === 'f32' ? {} : { quantizedBits: bits[ext] }),
  };
}

function exportNotices(obs: CellucidObs, genes: readonly CellucidNumbers[]): Notice[] {
  const notices: Notice[] = [
    { code: 'rescaled', message: 'Coordinates were centred and scaled by the export; what they were is not stored' },
    { code: 'no-cell-names', message: 'The export has no names of cells; they are numbered' },
  ];
  const rounded = [...obs.numbers, ...genes].find(({ ext }) => ext !== 'f32');
  if (rounded !== undefined) {
    notices.push({
      code: 'quantized',
      message: `The export rounded numbers down to ${rounded.ext === 'u8' ? 8 : 16} bits: up to one step below what they were`,
    });
  }
  return notices;
}
