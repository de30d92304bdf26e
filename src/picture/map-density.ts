import type { Kernels } from '../kernels/kernels.js';
import type { PointBins, PointRun } from '../kernels/point-kernels.js';
import { type BinResolver, binResolver, type MapColouring } from './map-colouring.js';
import { type DensityTally, type MapShading, paintCoverage } from './map-coverage.js';
import type { Rgb } from './palettes.js';

/** How a map is seen. */
export interface MapView {
  readonly width: number;
  readonly height: number;
  /** From coordinates to pixels; see `PointRun.projection`, and `map-projection.ts` for how to get one. */
  readonly projection: readonly number[];
  /** Width of a point in whole pixels, 1 to 64. */
  readonly diameter: number;
  readonly background: Rgb;
  readonly shading: MapShading;
}

/** Points to draw, *lent*. */
export type MapPoints = Omit<PointRun, 'projection' | 'from' | 'to'>;

/** Bins of so many bytes are made at once; larger pictures are drawn in bands. */
const bandBytes = 32 << 20;
const binBytes = 16;

/**
 * A picture of many points on the CPU: each pixel has the colours of the points in it, mixed as the colouring says. Order of the
 * points does not matter. It is what `render` writes and what a viewer without a GPU shows.
 *
 * One drawing is kept as long as pictures of points are wanted and draws one after the other; its memory is kept between them.
 * For pictures in slices (8 ms are about 500,000 points), call `begin`, `add` for each run of points, `finish`; {@link draw} does
 * all three. A picture whose bins take more than 32 MB needs a pass over the points for each band and is made by `draw` only.
 */
export class DensityDrawing {
  readonly #kernels: Kernels;
  #bins: PointBins | undefined;
  #view: MapView | undefined;
  #colouring: MapColouring | undefined;
  #resolver: BinResolver | undefined;
  #counts = new Uint32Array(0);

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Draws points `from` to `to` (exclusive) into `rgba`: `width` × `height` pixels, row-major, alpha 255. */
  draw(
    points: MapPoints,
    from: number,
    to: number,
    colouring: MapColouring,
    view: MapView,
    rgba: Uint8ClampedArray | Uint8Array,
  ): DensityTally {
    const rows = Math.max(1, Math.floor(bandBytes / binBytes / (view.width + 2 * view.diameter)) - 2 * view.diameter);
    this.#reserve(view);
    for (let top = 0; top < view.height; top += rows) {
      const band = { ...view, height: Math.min(rows, view.height - top), projection: movedUp(view.projection, top) };
      this.#start(band, colouring);
      this.add(points, from, to);
      this.#resolve(rgba, top);
    }
    return paintCoverage(rgba, this.#counts.subarray(0, view.width * view.height), view.background, view.shading);
  }

  /** Starts a picture. */
  begin(view: MapView, colouring: MapColouring): void {
    this.#reserve(view);
    this.#start(view, colouring);
  }

  /** Adds points `from` to `to`, exclusive, of what the colouring of `begin` has codes or values for. */
  add(points: MapPoints, from: number, to: number): void {
    const colouring = this.#colouring!;
    const run: PointRun = { ...points, from, to, projection: this.#view!.projection };
    if ('values' in colouring) this.#bins!.addNumbers(run, colouring.values);
    else this.#bins!.addCodes(run, colouring.kind === 'plain' ? undefined : colouring.codes, this.#resolver!.lookup);
  }

  /** Draws what was added since `begin`; more may be added and drawn afterwards. */
  finish(rgba: Uint8ClampedArray | Uint8Array): DensityTally {
    const view = this.#view!;
    this.#resolve(rgba, 0);
    return paintCoverage(rgba, this.#counts.subarray(0, view.width * view.height), view.background, view.shading);
  }

  /** Gives the memory back; the drawing may be used again. */
  release(): void {
    this.#bins?.release();
    this.#bins = undefined;
  }

  #reserve({ width, height }: MapView): void {
    if (this.#counts.length < width * height) this.#counts = new Uint32Array(width * height);
  }

  #start(view: MapView, colouring: MapColouring): void {
    const { width, height, diameter } = view;
    const resolver = this.#colouring === colouring && this.#resolver !== undefined ? this.#resolver : binResolver(colouring);
    const spec = { aggregate: resolver.aggregate, width, height, diameter };
    const old = this.#bins?.spec;
    if (this.#bins !== undefined && sameSpec(old, spec)) this.#bins.begin();
    else {
      this.release();
      this.#bins = this.#kernels.pointBins(spec);
    }
    this.#view = view;
    this.#colouring = colouring;
    this.#resolver = resolver;
  }

  /** Writes the colour of every bin and counts its points, from row `top` of the picture on. */
  #resolve(rgba: Uint8ClampedArray | Uint8Array, top: number): void {
    const { width, height } = this.#view!;
    const grid = this.#bins!.grid();
    const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength >> 2);
    for (let y = 0; y < height; y += 1) {
      this.#resolver!.resolve(grid, grid.first + y * grid.stride, width, words, this.#counts, (top + y) * width);
    }
  }
}

/** The projection of a band that begins at row `top`. */
function movedUp(projection: readonly number[], top: number): readonly number[] {
  return projection.map((term, at) => (at === projection.length - 1 ? term - top : term));
}

function sameSpec(old: PointBins['spec'] | undefined, spec: PointBins['spec']): boolean {
  return old?.aggregate === spec.aggregate && old.width === spec.width && old.height === spec.height && old.diameter === spec.diameter;
}
