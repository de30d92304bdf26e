import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { CategoryColumn } from '../cells/cell-column.js';
import type { CellPoints } from '../cells/cell-points.js';
import { categoryColours } from '../picture/category-colors.js';
import { colormapTable } from '../picture/colormaps.js';
import type { MapColouring } from '../picture/map-colouring.js';
import { DensityDrawing } from '../picture/map-density.js';
import { fitProjection } from '../picture/map-projection.js';
import type { Rgb } from '../picture/palettes.js';
import type { EmbeddingFacts, ObsFacts } from '../shapes/table-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { SmallPicture } from './small-picture.js';
import type { TableFile } from './table-file.js';

export interface TableThumbnailOptions extends Abortable {
  readonly width: number;
  readonly height: number;
  readonly shared: EngineShared;
}

const background: Rgb = [0x12, 0x14, 0x17];
const plain: Rgb = [0xa9, 0xb4, 0xc2];
/** Angles that three dimensions are seen from. */
const turn = 0.6;
const tilt = 0.35;
/** Share of the picture that points would cover if they were spread evenly, and how wide they are at most. */
const coveredShare = 0.3;
const widestPoint = 6;
/** Categories that are told apart in a small picture. */
const leastCategories = 2;
const mostCategories = 40;
/** Columns that people look for first. */
const tellingName = /cell.?type|cluster|leiden|louvain|annotation|label|class/i;
/** Wide squares of a picture of a matrix. */
const squarePixels = 6;

/** A small picture of a table: its first map in two dimensions, else in three, coloured by its best categories; without a map some of its numbers. */
export async function makeTableThumbnail(table: TableFile, options: TableThumbnailOptions): Promise<SmallPicture> {
  const { width, height, signal } = options;
  const rgba = new Uint8Array(4 * width * height);
  fill(rgba, background);
  const embedding = bestEmbedding(table.facts.embeddings);
  if (embedding === undefined) await drawNumbers(table, rgba, options);
  else await drawMap(table, embedding.name, rgba, options);
  throwIfAborted(signal);
  return { width, height, rgba, sparkline: new Float32Array(0) };
}

function bestEmbedding(embeddings: readonly EmbeddingFacts[]): EmbeddingFacts | undefined {
  return embeddings.find(({ dims }) => dims === 2) ?? embeddings.find(({ dims }) => dims === 3) ?? embeddings[0];
}

async function drawMap(table: TableFile, embedding: string, rgba: Uint8Array, options: TableThumbnailOptions): Promise<void> {
  const { signal } = options;
  const category = await bestCategory(table, signal);
  // A large table is drawn from cells spread over its file: a small picture shows no more of all.
  const sampled = await table.sampleEmbedding(embedding, { signal });
  const held = sampled === undefined ? await table.columns.points(embedding, { signal }) : undefined;
  try {
    const points = sampled?.points ?? held!.value;
    const column = category === undefined ? undefined : await table.columns.obs(category, { signal });
    const colouring = colouringOf(column?.value.kind === 'categories' ? column.value : undefined, sampled?.cells);
    column?.release();
    throwIfAborted(signal);
    drawPoints(points, colouring, rgba, options);
  } finally {
    held?.release();
  }
}

function drawPoints(
  { dims, bounds, coordinates, cells, missing, name }: CellPoints,
  colouring: MapColouring,
  rgba: Uint8Array,
  { width, height, shared }: TableThumbnailOptions,
): void {
  const fit = { least: [...bounds.subarray(0, dims)], greatest: [...bounds.subarray(dims)] };
  const size = Math.round(Math.sqrt((coveredShare * width * height) / Math.max(1, cells - missing)));
  const view = {
    width,
    height,
    projection: fitProjection(fit, width, height, { yDown: /^(x_)?spatial/i.test(name), turn, tilt }),
    diameter: Math.max(1, Math.min(widestPoint, size)),
    background,
    shading: 'density' as const,
  };
  const drawing = new DensityDrawing(shared.kernels);
  try {
    drawing.draw({ dims: dims === 1 ? 1 : dims === 2 ? 2 : 3, coordinates }, 0, cells, colouring, view, rgba);
  } finally {
    drawing.release();
  }
}

/** Colours by category; of a sample the codes of its cells. */
function colouringOf(column: CategoryColumn | undefined, sampled: Uint32Array | undefined): MapColouring {
  if (column === undefined) return { kind: 'plain', colour: plain };
  const { codes, names, colors } = column;
  const colours = categoryColours(names.length, colors);
  if (sampled === undefined) return { kind: 'mixture', codes, colours };
  const picked = codes.slice(0, sampled.length);
  for (let at = 0; at < sampled.length; at += 1) picked[at] = codes[sampled[at]!]!;
  return { kind: 'mixture', codes: picked, colours };
}

/** The column with colours in the file, else the one that is named as such are, else the first with a few categories. */
async function bestCategory(table: TableFile, signal: AbortSignal | undefined): Promise<string | undefined> {
  const coloured = new Set(await table.colouredColumns({ signal }));
  const candidates = table.facts.obs.filter(({ kind, categories = leastCategories }) => {
    return kind === 'categorical' && categories >= leastCategories && categories <= mostCategories;
  });
  const rank = ({ name }: ObsFacts): number => 2 * Number(coloured.has(name)) + Number(tellingName.test(name));
  const [best] = [...candidates].sort((a, b) => rank(b) - rank(a));
  return best?.name;
}

/** Squares of some stored numbers, from where they are stored: without a map that is what there is to see. */
async function drawNumbers(table: TableFile, rgba: Uint8Array, { width, height, signal }: TableThumbnailOptions): Promise<void> {
  const matrix = table.facts.matrices[0];
  if (matrix === undefined) return;
  const values = await table.sampleValues(matrix.name, { signal });
  const greatest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  if (greatest === 0) return;
  const table256 = colormapTable('viridis');
  const across = Math.floor(width / squarePixels);
  const words = new Uint32Array(rgba.buffer);
  for (let y = 0; y < Math.floor(height / squarePixels) * squarePixels; y += 1) {
    for (let x = 0; x < across * squarePixels; x += 1) {
      if (x % squarePixels === 0 || y % squarePixels === 0) continue;
      const value = values[(Math.floor(y / squarePixels) * across + Math.floor(x / squarePixels)) % values.length]!;
      if (!Number.isFinite(value)) continue;
      const level = 3 * Math.round(255 * Math.sqrt(Math.abs(value) / greatest));
      words[y * width + x] = packed(table256[level]!, table256[level + 1]!, table256[level + 2]!);
    }
  }
}

function fill(rgba: Uint8Array, colour: Rgb): void {
  new Uint32Array(rgba.buffer).fill(packed(...colour));
}

function packed(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
