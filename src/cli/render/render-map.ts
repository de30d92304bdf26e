import sharp from 'sharp';
import { FirstlightError } from '../../base/errors.js';
import type { CellBits } from '../../cells/cell-bits.js';
import type { CellColumn } from '../../cells/cell-column.js';
import { selectCells } from '../../engine/answer-select.js';
import type { Held } from '../../engine/table-chunks.js';
import type { TableFile } from '../../engine/table-file.js';
import { FileSink } from '../../node/file-sink.js';
import { downscaleRgba } from '../../picture/downscale.js';
import { ProgressLine } from '../progress-line.js';
import { whereFilters } from '../where-option.js';
import { drawMap, mapColouring, mapThemes } from './map-drawing.js';
import { legendPicture, mapLegend } from './map-legend.js';
import type { MapRenderOptions } from './map-options.js';
import type { RenderJob } from './render-job.js';

/** Up to so many points are drawn at twice the size, which makes their edges smooth. */
const smoothPoints = 4_000_000;

/** Renders a map of a table of cells into a PNG. */
export async function renderMap(table: TableFile, job: RenderJob<MapRenderOptions>): Promise<void> {
  const { path, options, shared, timing, signal, refuse } = job;
  const { output, theme, size: [width, height] = [1600, 1200] } = options;
  if (!/\.png$/i.test(output) || output.includes('%')) return refuse(`a map of cells is written to one .png: ${output}`);
  const points = await timing.phase('read map', () => table.columns.points(options.embedding ?? firstMap(table, path), { signal }));
  const column = await timing.phase('read colours', () => readColour(table, options, signal));
  try {
    const shown = await timing.phase('filter', () => shownCells(table, options, signal));
    const factor = points.value.cells <= smoothPoints ? 2 : 1;
    const colouring = mapColouring(column?.value, options);
    const drawn = await timing.phase('draw', async () => {
      const rgba = drawMap(points.value, shown, colouring, { width, height, factor, options, kernels: shared.kernels, signal });
      return factor === 1 ? rgba : downscaleRgba(rgba, width * factor, height * factor, width, height);
    });
    const legend = column === undefined || !options.legend ? undefined : mapLegend(column.value, options, shown, width, height);
    await timing.phase('write', async () => {
      const picture = sharp(drawn, { raw: { width, height, channels: 4 } });
      const layered =
        legend === undefined ? picture : picture.composite([{ input: legendPicture(legend, mapThemes[theme]), left: 0, top: 0 }]);
      await writeFile(output, await layered.removeAlpha().png({ compressionLevel: 6 }).toBuffer());
    });
    process.stderr.write(
      `Wrote ${points.value.name} of ${points.value.cells.toLocaleString('en-US')} cells to ${output}${sourceOf(column?.value)}\n`,
    );
    timing.count('cells', points.value.cells);
    timing.count('bytes read', table.bytesRead);
  } finally {
    points.release();
    column?.release();
  }
}

/** The first two-dimensional map whose name says so, else the first that there is. */
function firstMap({ facts }: TableFile, path: string): string {
  const planar = facts.embeddings.filter(({ dims }) => dims === 2);
  const named = planar.find(({ name }) => /umap/i.test(name)) ?? planar.find(({ name }) => /tsne/i.test(name));
  const found = named ?? planar[0] ?? facts.embeddings[0];
  if (found === undefined) throw new FirstlightError('not-found', 'This table of cells has no map', { path });
  return found.name;
}

async function readColour(
  table: TableFile,
  { color, matrix }: MapRenderOptions,
  signal: AbortSignal,
): Promise<Held<CellColumn> | undefined> {
  if (color === undefined) return undefined;
  const progress = new ProgressLine();
  try {
    const want =
      color.from === 'obs' ? ({ kind: 'obs', name: color.name } as const) : ({ kind: 'gene', gene: color.name, matrix } as const);
    return await table.columns.column(want, { signal, onProgress: (done, total) => progress.show('Reading', done, total, 'bytes') });
  } finally {
    progress.clear();
  }
}

async function shownCells(table: TableFile, { where, matrix }: MapRenderOptions, signal: AbortSignal): Promise<CellBits | undefined> {
  if (where === undefined) return undefined;
  const filters = whereFilters(where, table.facts, matrix);
  return (await selectCells(table, { filters, steps: [] }, { signal })).visible;
}

function sourceOf(column: CellColumn | undefined): string {
  return column?.kind === 'numbers' && column.matrix !== undefined ? `; ${column.name} is from ${column.matrix}` : '';
}

async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const sink = await FileSink.create(path);
  try {
    await sink.write(bytes);
    await sink.finish();
  } catch (thrown) {
    await sink.abandon();
    throw thrown;
  }
}
