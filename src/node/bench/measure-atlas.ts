import { FirstlightError } from '../../base/errors.js';
import { countCells } from '../../cells/cell-bits.js';
import type { CellColumn } from '../../cells/cell-column.js';
import type { CellPoints } from '../../cells/cell-points.js';
import { evaluateCellSet } from '../../cells/evaluate-cell-set.js';
import { closeSource } from '../../engine/open-source.js';
import type { TableFile } from '../../engine/table-file.js';
import { categoryColours, missingColour } from '../../picture/category-colors.js';
import { colormapTable } from '../../picture/colormaps.js';
import type { MapColouring } from '../../picture/map-colouring.js';
import { DensityDrawing, type MapView } from '../../picture/map-density.js';
import { fitProjection } from '../../picture/map-projection.js';
import { stringAt } from '../../shapes/table-strings.js';
import { createNodeEngine } from '../node-engine.js';
import { openAnyPath } from '../open-path.js';
import type { AtlasFigures } from './atlas-figures.js';

const width = 1280;
const height = 800;
const repeats = 7;
const lassoPoints = 64;

/** Measures one generated atlas; `genes` genes are read. Errors of opening and reading. */
export async function measureAtlas(path: string, genes: number): Promise<AtlasFigures> {
  const { shared, close } = await createNodeEngine({ cacheFolder: false, workers: 0 });
  try {
    const started = performance.now();
    const opened = await openAnyPath(path, shared);
    try {
      if (opened.kind !== 'cells') throw new FirstlightError('unsupported', 'This is no table of cells', { path });
      const openMillis = performance.now() - started;
      const { table } = opened;
      const timed = async <Result>(work: () => Promise<Result> | Result): Promise<readonly [result: Result, millis: number]> => {
        const start = performance.now();
        const result = await work();
        return [result, performance.now() - start];
      };
      const [points, mapMillis] = await timed(() => table.columns.points('X_umap'));
      const [category, categoryMillis] = await timed(() => table.columns.obs('cluster'));
      const drawing = new DensityDrawing(shared.kernels);
      const picture = new Picture(drawing, points.value);
      picture.draw(colouringOf(category.value));
      const firstPictureMillis = performance.now() - started;
      const firstPictureBytes = table.bytesRead;
      const recolourMillis = best(() => picture.draw(colouringOf(category.value)));
      const read = await readGenes(table, genes);
      const last = await table.columns.column({ kind: 'gene', gene: read.lastName });
      const numberMillis = best(() => picture.draw(colouringOf(last.value)));
      const reader = {
        points: async () => points.value,
        column: async () => last.value,
      };
      const range = { kind: 'range', column: { kind: 'gene', gene: read.lastName }, from: 0.5 } as const;
      const [, rangeMillis] = await bestOf(() => evaluateCellSet(range, reader));
      const lasso = { kind: 'polygon', embedding: 'X_umap', points: lassoAround(points.value) } as const;
      const [inside, lassoMillis] = await bestOf(() => evaluateCellSet(lasso, reader));
      drawing.release();
      for (const held of [points, category, last]) held.release();
      const matrix = table.matrix(undefined);
      return {
        cells: table.facts.cells,
        genes: table.facts.genes,
        layout: matrix.layout,
        fileBytes: table.byteLength,
        openMillis,
        mapMillis,
        categoryMillis,
        firstPictureMillis,
        firstPictureBytes,
        recolourMillis,
        numberMillis,
        firstGeneMillis: read.firstMillis,
        geneMillis: read.millis,
        rangeMillis,
        lassoMillis,
        selected: countCells(inside),
        peakBytes: process.resourceUsage().maxRSS * 1024,
      };
    } finally {
      await closeSource(opened);
    }
  } finally {
    await close();
  }
}

/** Genes spread over the matrix, each read for the first time. */
async function readGenes(table: TableFile, genes: number): Promise<{ firstMillis: number; millis: number[]; lastName: string }> {
  const started = performance.now();
  const names = (await table.geneNames()).index;
  const millis: number[] = [];
  let firstMillis = 0;
  let lastName = '';
  for (let at = 0; at < genes; at += 1) {
    const index = Math.floor(((at + 0.5) * names.length) / genes);
    lastName = stringAt(names, index);
    const start = performance.now();
    await table.geneColumn(lastName);
    const end = performance.now();
    if (at === 0) firstMillis = end - started;
    else millis.push(end - start);
  }
  return { firstMillis, millis, lastName };
}

/** Draws a map again and again. */
class Picture {
  readonly #drawing: DensityDrawing;
  readonly #points: CellPoints;
  readonly #view: MapView;
  readonly #rgba = new Uint8Array(4 * width * height);

  constructor(drawing: DensityDrawing, points: CellPoints) {
    const { bounds, dims } = points;
    const fit = { least: [...bounds.subarray(0, dims)], greatest: [...bounds.subarray(dims)] };
    this.#drawing = drawing;
    this.#points = points;
    this.#view = {
      width,
      height,
      projection: fitProjection(fit, width, height, { yDown: false }),
      diameter: 1,
      background: [0, 0, 0],
      shading: 'density',
    };
  }

  draw(colouring: MapColouring): void {
    const { coordinates, cells } = this.#points;
    this.#drawing.draw({ dims: 2, coordinates }, 0, cells, colouring, this.#view, this.#rgba);
  }
}

function colouringOf(column: CellColumn): MapColouring {
  if (column.kind === 'categories') {
    return { kind: 'mixture', codes: column.codes, colours: categoryColours(column.names.length, column.colors) };
  }
  return { kind: 'mean', values: column.values, lo: 0, hi: column.greatest ?? 1, table: colormapTable('viridis'), missing: missingColour };
}

/** A star of so many points about the middle of the map. */
function lassoAround({ bounds, dims }: CellPoints): [number, number][] {
  const middle = [0, 1].map((axis) => (bounds[axis]! + bounds[dims + axis]!) / 2);
  const reach = [0, 1].map((axis) => (bounds[dims + axis]! - bounds[axis]!) / 2);
  return Array.from({ length: lassoPoints }, (_, at) => {
    const angle = (2 * Math.PI * at) / lassoPoints;
    const radius = at % 2 === 0 ? 0.8 : 0.45;
    return [middle[0]! + radius * reach[0]! * Math.cos(angle), middle[1]! + radius * reach[1]! * Math.sin(angle)];
  });
}

/** Least milliseconds of some runs. */
function best(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < repeats; run += 1) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

async function bestOf<Result>(work: () => Promise<Result>): Promise<readonly [result: Result, millis: number]> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 1; ; run += 1) {
    const start = performance.now();
    const result = await work();
    least = Math.min(least, performance.now() - start);
    if (run === repeats) return [result, least];
  }
}
