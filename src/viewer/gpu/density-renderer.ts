import { FirstlightError } from '../../base/errors.js';
import type { Rgb } from '../../picture/palettes.js';
import type { DensityPainter, DensityPicture, DensityWant } from './density-painter.js';
import type { DrawnPoints, PointColumn, PointLook, PointMask, PointRenderer, PointView } from './point-look.js';

/** While something moves a picture may take so long to be made. */
const movingMillis = 22;
/** What a picture costs besides its points, and what a point costs, before anything was measured. */
const guessMillis = 10;
const guessNanosPerPoint = 20;
const strides = [1, 8, 64] as const;

/** More device pixels than these are drawn coarser and stretched: each of them costs. */
const mostPixels = 1_800_000;

/**
 * Shows a map as pictures that a {@link DensityPainter} makes. Every gesture moves the last picture at once; while something
 * moves, pictures of so many cells follow as can be made in time, and an exact one when it rests.
 */
export class DensityRenderer implements PointRenderer {
  readonly kind = 'cpu';
  readonly lost = false;
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #painter: DensityPainter;
  readonly #onDrawn: (drawn: DrawnPoints) => void;
  #cells = 0;
  #dims = 2;
  #known = 0;
  #hasSample = false;
  #view: PointView | undefined;
  #moving = false;
  /** What the pictures are made of changes: those that show what was before are told apart by it. */
  #revision = 0;
  #asked: { readonly want: DensityWant; readonly revision: number } | undefined;
  #shown: { readonly picture: DensityPicture; readonly image: HTMLCanvasElement; readonly revision: number } | undefined;
  #pictures = 0;
  #nanosPerPoint = guessNanosPerPoint;
  #fixedMillis = guessMillis;

  /** Errors: `unsupported` where the browser offers no canvas. */
  constructor(canvas: HTMLCanvasElement, painter: DensityPainter, onDrawn: (drawn: DrawnPoints) => void) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new FirstlightError('unsupported', 'This browser offers no canvas to draw on');
    this.canvas = canvas;
    this.#context = context;
    this.#painter = painter;
    this.#onDrawn = onDrawn;
  }

  begin(cells: number, dims: 2 | 3): void {
    this.#cells = cells;
    this.#dims = dims;
    this.#known = 0;
    this.#hasSample = false;
    this.#shown = undefined;
    this.#painter.begin(cells, dims);
    this.#changed();
  }

  putSample(cells: Uint32Array, coordinates: Float32Array): void {
    this.#painter.putSample(cells, coordinates);
    this.#hasSample = true;
    this.#changed();
  }

  putRun(from: number, coordinates: Float32Array): void {
    this.#painter.putRun(from, coordinates);
    this.#known += coordinates.length / this.#dims;
    // A sample is shown until all points are there.
    if (!this.#hasSample || this.#known === this.#cells) this.#changed();
  }

  setColumn(column: PointColumn | undefined): void {
    this.#painter.setColumn(column);
    this.#changed();
  }

  setLook(look: PointLook): void {
    this.#painter.setLook(look);
    this.#changed();
  }

  setMask(mask: PointMask): void {
    this.#painter.setMask(mask);
    this.#changed();
  }

  draw(view: PointView, moving: boolean): void {
    const shrink = Math.min(1, Math.sqrt(mostPixels / Math.max(1, view.width * view.height)));
    this.#view = shrink === 1 ? view : shrunk(view, shrink);
    this.#moving = moving;
    const { width, height } = this.#view;
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.#show();
    this.#ask();
  }

  restore(): void {}

  close(): void {
    this.#painter.close();
    this.#shown = undefined;
    this.#view = undefined;
  }

  #changed(): void {
    this.#revision += 1;
  }

  /** Draws the picture that is there, moved to where its points are now. */
  #show(): void {
    const view = this.#view;
    const shown = this.#shown;
    if (view === undefined) return;
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (shown === undefined) {
      context.fillStyle = css(view.background);
      context.fillRect(0, 0, view.width, view.height);
      return;
    }
    const { picture, image, revision } = shown;
    const [scaleX, scaleY, x, y] = movedBetween(picture.view, view);
    const current = scaleX === 1 && scaleY === 1 && x === 0 && y === 0;
    if (!current) {
      context.fillStyle = css(picture.view.background);
      context.fillRect(0, 0, view.width, view.height);
      context.setTransform(scaleX, 0, 0, scaleY, x, y);
      context.imageSmoothingEnabled = false;
    }
    context.drawImage(image, 0, 0);
    this.#onDrawn({
      picture: this.#pictures,
      stride: picture.stride,
      partial: picture.partial,
      current: sameView(picture.view, view) && revision === this.#revision,
      drawing: view.dense ? picture.aggregate : 'points',
    });
  }

  #ask(): void {
    const view = this.#view;
    if (view === undefined || this.#cells === 0) return;
    const stride = this.#moving ? this.#strideInTime() : 1;
    const shown = this.#shown;
    const isShown = shown !== undefined && shown.revision === this.#revision && sameView(shown.picture.view, view);
    if (isShown && (shown.picture.stride <= stride || shown.picture.partial)) return;
    const asked = this.#asked;
    if (asked !== undefined) {
      const same = asked.revision === this.#revision && sameView(asked.want.view, view) && asked.want.stride === stride;
      // A picture of a part is awaited, so that pictures come at all while something moves; an exact one gives way.
      if (same || asked.want.stride !== 1 || (this.#moving && this.#strideInTime() === 1)) return;
    }
    const want = { view, stride };
    const mine = { want, revision: this.#revision };
    this.#asked = mine;
    void this.#painter.paint(want).then((picture) => this.#take(picture, mine));
  }

  #take(picture: DensityPicture | undefined, asked: { readonly want: DensityWant; readonly revision: number }): void {
    if (this.#asked === asked) this.#asked = undefined;
    // Nothing comes for a picture that another one took the place of, or once the painter is closed.
    if (picture === undefined || this.#view === undefined) return;
    this.#measure(picture);
    this.#pictures += 1;
    const image = this.#shown?.image ?? document.createElement('canvas');
    const { width, height } = picture.view;
    if (image.width !== width) image.width = width;
    if (image.height !== height) image.height = height;
    image.getContext('2d', { alpha: false })?.putImageData(new ImageData(picture.rgba, width, height), 0, 0);
    this.#shown = { picture, image, revision: asked.revision };
    this.#show();
    if (this.#asked === undefined) this.#ask();
  }

  /** The smallest part of the cells that leaves pictures on time. */
  #strideInTime(): number {
    const millis = (stride: number): number => this.#fixedMillis + (this.#cells / stride) * this.#nanosPerPoint * 1e-6;
    return strides.find((stride) => millis(stride) <= movingMillis) ?? 64;
  }

  #measure({ millis, cells }: DensityPicture): void {
    if (cells < 50_000) {
      this.#fixedMillis += 0.2 * (Math.min(millis, 30) - this.#fixedMillis);
      // Pictures of so few cells say nothing about what a cell costs: in time more of them are tried again.
      if (millis < movingMillis / 2) this.#nanosPerPoint *= 0.98;
    } else {
      const perPoint = Math.max(2, ((millis - this.#fixedMillis) * 1e6) / cells);
      this.#nanosPerPoint += 0.3 * (Math.min(200, perPoint) - this.#nanosPerPoint);
    }
  }
}

/** A view drawn coarser. */
function shrunk(view: PointView, factor: number): PointView {
  const width = Math.max(1, Math.round(view.width * factor));
  const height = Math.max(1, Math.round(view.height * factor));
  const scaled = (terms: readonly number[]): readonly number[] =>
    terms.map((term, at) => term * (at < terms.length / 2 ? width / view.width : height / view.height));
  const projection = scaled(view.projection);
  const from = view.from === undefined ? undefined : { ...view.from, projection: scaled(view.from.projection) };
  return { ...view, width, height, projection, from, diameter: Math.max(1, Math.round(view.diameter * factor)) };
}

/** Scale and shift that bring one view to another; where one is turned against the other, only what they share. */
function movedBetween(from: PointView, to: PointView): readonly [scaleX: number, scaleY: number, x: number, y: number] {
  if (from.projection.length !== to.projection.length || from.from !== undefined || to.from !== undefined) return [1, 1, 0, 0];
  const terms = from.projection.length / 2;
  const row = (view: PointView, at: number): readonly number[] => view.projection.slice(at * terms, (at + 1) * terms);
  const along = (at: number): readonly [number, number] => {
    const before = row(from, at);
    const now = row(to, at);
    const length = (parts: readonly number[]): number => Math.hypot(...parts.slice(0, -1));
    const turned = before.slice(0, -1).some((part, index) => Math.abs(part / length(before) - now[index]! / length(now)) > 1e-9);
    const scale = length(now) / length(before);
    if (turned || !Number.isFinite(scale)) return [1, 0];
    return [scale, now.at(-1)! - before.at(-1)! * scale];
  };
  const [scaleX, x] = along(0);
  const [scaleY, y] = along(1);
  return [scaleX, scaleY, x, y];
}

function sameView(a: PointView, b: PointView): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.diameter === b.diameter &&
    a.dense === b.dense &&
    a.from?.share === b.from?.share &&
    a.background.every((channel, at) => channel === b.background[at]) &&
    a.projection.length === b.projection.length &&
    a.projection.every((term, at) => term === b.projection[at])
  );
}

function css(colour: Rgb): string {
  return `rgb(${colour.join(' ')})`;
}
