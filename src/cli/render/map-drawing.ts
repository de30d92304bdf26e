import { throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import { type CellBits, hasCell } from '../../cells/cell-bits.js';
import type { CellColumn, NumberColumn } from '../../cells/cell-column.js';
import type { CellPoints } from '../../cells/cell-points.js';
import type { Kernels } from '../../kernels/kernels.js';
import { categoryColours, missingColour } from '../../picture/category-colors.js';
import { colormapTable } from '../../picture/colormaps.js';
import type { MapColouring } from '../../picture/map-colouring.js';
import { DensityDrawing } from '../../picture/map-density.js';
import { fitProjection } from '../../picture/map-projection.js';
import type { Rgb } from '../../picture/palettes.js';
import type { MapRenderOptions } from './map-options.js';

/** Colours of what is not data. */
export interface MapTheme {
  readonly background: Rgb;
  readonly text: string;
  readonly plain: Rgb;
}

export const mapThemes: Readonly<Record<MapRenderOptions['theme'], MapTheme>> = {
  dark: { background: [0x12, 0x14, 0x17], text: '#d7dce2', plain: [0xa9, 0xb4, 0xc2] },
  light: { background: [0xff, 0xff, 0xff], text: '#20262e', plain: [0x4a, 0x55, 0x64] },
};

/** Angles that three dimensions are seen from. */
const turn = 0.6;
const tilt = 0.35;
/** Share of the picture that points cover together, if they were spread evenly, and how wide they are at most. */
const coveredShare = 0.22;
const widestPoint = 10;
/** Points this wide are no density any more. */
const flatPoint = 3;

/** What points are coloured by. Throws `out-of-range` for an aggregate that the column does not have. */
export function mapColouring(column: CellColumn | undefined, options: MapRenderOptions): MapColouring {
  const { aggregate, theme } = options;
  if (column === undefined) return { kind: 'plain', colour: mapThemes[theme].plain };
  if (column.kind === 'categories') {
    if (aggregate === 'mean' || aggregate === 'largest')
      throw new FirstlightError('out-of-range', `${column.name} holds categories: they have no ${aggregate}`);
    const { codes, names, colors, counts } = column;
    const colours = categoryColours(names.length, colors);
    return aggregate === 'rarest' ? { kind: 'rarest', codes, colours, counts } : { kind: 'mixture', codes, colours };
  }
  if (aggregate === 'mixture' || aggregate === 'rarest')
    throw new FirstlightError('out-of-range', `${column.name} holds numbers: they have no ${aggregate}`);
  const [lo, hi] = levelsOf(column, options);
  return {
    kind: aggregate ?? 'mean',
    values: column.values,
    lo,
    hi,
    table: colormapTable(options.colormap ?? 'viridis'),
    missing: missingColour,
  };
}

/** From the least number (0 where that is near) to the greatest but half a percent. */
export function levelsOf({ least, greatest, percentiles }: NumberColumn, { levels }: MapRenderOptions): readonly [lo: number, hi: number] {
  if (levels !== undefined) return levels;
  if (least === null || greatest === null) return [0, 1];
  const share = (percent: number): number => percentiles[Math.round((percent / 100) * (percentiles.length - 1))]!;
  const hi = share(99.5) > least ? share(99.5) : greatest;
  const lo = least >= 0 && least < hi / 4 ? 0 : share(0.5);
  return [lo, hi > lo ? hi : lo + 1];
}

export interface MapDrawing {
  readonly width: number;
  readonly height: number;
  /** Drawn so much larger. */
  readonly factor: number;
  readonly options: MapRenderOptions;
  readonly kernels: Kernels;
  readonly signal: AbortSignal;
}

/** Draws points: RGBA, row-major, `factor` times as large as asked for. *Given.* Errors: `aborted`. */
export function drawMap(points: CellPoints, shown: CellBits | undefined, colouring: MapColouring, drawing: MapDrawing): Uint8Array {
  const { factor, options, kernels, signal } = drawing;
  const [width, height] = [drawing.width * factor, drawing.height * factor];
  throwIfAborted(signal);
  const { dims, bounds, coordinates, cells, name } = points;
  const fit = { least: [...bounds.subarray(0, dims)], greatest: [...bounds.subarray(dims)] };
  const projection = fitProjection(fit, width, height, { yDown: isImage(name), turn, tilt });
  const size = options.pointSize ?? pointSize(cells - points.missing, drawing.width, drawing.height);
  const view = {
    width,
    height,
    projection,
    diameter: Math.max(1, Math.min(64, Math.round(size * factor))),
    background: mapThemes[options.theme].background,
    // A number's colour is its value: it is not dimmed. Nor are points that are seen one by one.
    shading: 'values' in colouring || size >= flatPoint ? ('flat' as const) : ('density' as const),
  };
  const bytes = shown === undefined ? undefined : Uint8Array.from({ length: cells }, (_, cell) => (hasCell(shown, cell) ? 1 : 0));
  const run = { dims: dims === 1 ? 1 : dims === 2 ? 2 : 3, coordinates, shown: bytes } as const;
  const rgba = new Uint8Array(4 * width * height);
  const density = new DensityDrawing(kernels);
  try {
    density.draw(run, 0, cells, colouring, view, rgba);
  } finally {
    density.release();
  }
  return rgba;
}

/** Coordinates on an image grow downwards. */
function isImage(name: string): boolean {
  return /^(x_)?spatial/i.test(name);
}

function pointSize(points: number, width: number, height: number): number {
  return Math.max(1, Math.min(widestPoint, Math.sqrt((coveredShare * width * height) / Math.max(1, points))));
}
