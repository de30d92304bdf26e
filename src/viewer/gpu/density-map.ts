import type { MapColouring } from '../../picture/map-colouring.js';
import type { DensityDrawing, MapView } from '../../picture/map-density.js';
import type { Rgb } from '../../picture/palettes.js';
import { type DensityPicture, type DensityWant, dimmed } from './density-painter.js';
import { dimShare, type PixelAggregate, type PointColumn, type PointLook, type PointMask } from './point-look.js';

/** Points that are drawn before somebody else may have a turn: about 8 ms. */
const slicePoints = 400_000;

/** Some of the cells with all that drawing needs of them; what is looked up is gathered when it is asked for. */
interface Level {
  readonly stride: number;
  /** Which cells; absent: all, in order. */
  readonly cells: Uint32Array | undefined;
  readonly coordinates: Float32Array;
  readonly length: number;
  gathered: { readonly of: Gathered; readonly column: PointColumn | undefined } | undefined;
  masks: { readonly of: PointMask; readonly visible: Uint8Array | undefined; readonly selected: Uint8Array | undefined } | undefined;
}

interface Gathered {
  readonly column: PointColumn | undefined;
  readonly log: boolean;
}

/**
 * The points of a map and what is looked up for them, made into pictures by the picture layer. Knows neither thread nor canvas:
 * `paint` is a generator that lets others run between its slices.
 */
export class DensityMap {
  readonly #drawing: DensityDrawing;
  #cells = 0;
  #dims: 2 | 3 = 2;
  #coordinates = new Float32Array(0);
  #known = 0;
  #levels = new Map<number, Level>();
  #sample: Level | undefined;
  #column: PointColumn | undefined;
  #look: PointLook = { kind: 'plain', colour: [128, 128, 128] };
  #mask: PointMask = { visible: undefined, selected: undefined };
  #colouring: { readonly key: readonly unknown[]; readonly made: MapColouring } | undefined;
  #dim: { readonly key: readonly unknown[]; readonly made: MapColouring } | undefined;

  constructor(drawing: DensityDrawing) {
    this.#drawing = drawing;
  }

  begin(cells: number, dims: 2 | 3): void {
    this.#cells = cells;
    this.#dims = dims;
    this.#coordinates = new Float32Array(cells * dims);
    this.#known = 0;
    this.#levels.clear();
    this.#sample = undefined;
  }

  putSample(cells: Uint32Array, coordinates: Float32Array): void {
    const stride = Math.max(1, Math.round(this.#cells / Math.max(1, cells.length)));
    this.#sample = newLevel(stride, cells, coordinates, this.#dims);
  }

  putRun(from: number, coordinates: Float32Array): void {
    this.#coordinates.set(coordinates, from * this.#dims);
    this.#known += coordinates.length / this.#dims;
    this.#levels.clear();
  }

  setColumn(column: PointColumn | undefined): void {
    this.#column = column;
  }

  setLook(look: PointLook): void {
    this.#look = look;
  }

  setMask(mask: PointMask): void {
    this.#mask = mask;
  }

  /** Makes a picture; yields between slices. */
  *paint({ view, stride }: DensityWant): Generator<undefined, DensityPicture> {
    const started = performance.now();
    const level = this.#level(stride);
    const { visible, selected } = this.#masksOf(level);
    const rgba = new Uint8ClampedArray(view.width * view.height * 4);
    const mapView: MapView = { ...view, shading: view.dense && this.#look.kind !== 'numbers' ? 'density' : 'flat' };
    const colouring = this.#colouringOf(level, undefined);
    if (selected === undefined) {
      yield* this.#draw(level, visible, mapView, colouring, rgba);
    } else {
      yield* this.#draw(level, visible, mapView, this.#colouringOf(level, view.background), rgba);
      const above = new Uint8ClampedArray(rgba.length);
      yield* this.#draw(level, selected, mapView, colouring, above);
      layOver(rgba, above, view.background);
    }
    return {
      view,
      stride: level.stride,
      partial: this.#known < this.#cells,
      cells: level.length,
      aggregate: aggregateOf(this.#look),
      rgba,
      millis: performance.now() - started,
    };
  }

  *#draw(
    level: Level,
    shown: Uint8Array | undefined,
    view: MapView,
    colouring: MapColouring,
    rgba: Uint8ClampedArray,
  ): Generator<undefined, void> {
    const points = { dims: this.#dims, coordinates: level.coordinates, shown };
    this.#drawing.begin(view, colouring);
    for (let from = 0; from < level.length; from += slicePoints) {
      if (from > 0) yield undefined;
      this.#drawing.add(points, from, Math.min(level.length, from + slicePoints));
    }
    this.#drawing.finish(rgba);
  }

  /** All cells, or one of `stride` of them: which of each run of so many is told by a hash, so that no order in the file shows. */
  #level(stride: number): Level {
    if (this.#known < this.#cells) return this.#sample ?? newLevel(1, new Uint32Array(0), new Float32Array(0), this.#dims);
    const known = this.#levels.get(stride);
    if (known !== undefined) return known;
    const made = stride === 1 ? newLevel(1, undefined, this.#coordinates, this.#dims) : this.#thinned(stride);
    this.#levels.set(stride, made);
    return made;
  }

  #thinned(stride: number): Level {
    const dims = this.#dims;
    const length = Math.floor(this.#cells / stride);
    const cells = new Uint32Array(length);
    const coordinates = new Float32Array(length * dims);
    for (let place = 0; place < length; place += 1) {
      const cell = place * stride + (((Math.imul(place + 1, 0x9e3779b1) >>> 16) * stride) >>> 16);
      cells[place] = cell;
      for (let dimension = 0; dimension < dims; dimension += 1) {
        coordinates[place * dims + dimension] = this.#coordinates[cell * dims + dimension]!;
      }
    }
    return newLevel(stride, cells, coordinates, dims);
  }

  #masksOf(level: Level): { readonly visible: Uint8Array | undefined; readonly selected: Uint8Array | undefined } {
    const { visible, selected } = this.#mask;
    if (level.masks?.of !== this.#mask) {
      level.masks = {
        of: this.#mask,
        visible: visible === undefined ? undefined : spread(visible, level),
        selected: selected === undefined ? undefined : spread(selected, level),
      };
    }
    return level.masks;
  }

  /** With a background: the colours of cells that are not selected. */
  #colouringOf(level: Level, background: Rgb | undefined): MapColouring {
    const look = this.#look;
    const column = this.#columnOf(level);
    const kept = background === undefined ? this.#colouring : this.#dim;
    const key = [look, column, background?.join(' ')];
    if (kept?.key.every((part, at) => part === key[at]) === true) return kept.made;
    const made = colouringOf(look, column, background);
    if (background === undefined) this.#colouring = { key, made };
    else this.#dim = { key, made };
    return made;
  }

  #columnOf(level: Level): PointColumn | undefined {
    const column = this.#column;
    const log = this.#look.kind === 'numbers' && this.#look.log;
    const of = level.gathered?.of;
    if (level.gathered === undefined || of?.column !== column || of?.log !== log) {
      level.gathered = { of: { column, log }, column: column === undefined ? undefined : gather(column, level, log) };
    }
    return level.gathered.column;
  }
}

function newLevel(stride: number, cells: Uint32Array | undefined, coordinates: Float32Array, dims: number): Level {
  return { stride, cells, coordinates, length: Math.floor(coordinates.length / dims), gathered: undefined, masks: undefined };
}

function aggregateOf(look: PointLook): PixelAggregate {
  return look.kind === 'plain' ? 'mixture' : look.aggregate;
}

function gather(column: PointColumn, { cells, length }: Level, log: boolean): PointColumn {
  if (column.kind === 'codes') {
    if (cells === undefined) return column;
    const { codes } = column;
    const some =
      codes instanceof Uint8Array
        ? new Uint8Array(length)
        : codes instanceof Uint16Array
          ? new Uint16Array(length)
          : new Uint32Array(length);
    for (let place = 0; place < length; place += 1) some[place] = codes[cells[place]!]!;
    return { kind: 'codes', codes: some };
  }
  if (cells === undefined && !log) return column;
  const { values } = column;
  const some = new Float32Array(length);
  for (let place = 0; place < length; place += 1) {
    const value = values[cells === undefined ? place : cells[place]!]!;
    some[place] = log ? Math.log1p(value) : value;
  }
  return { kind: 'numbers', values: some };
}

/** A byte for each cell of a level out of a bit for every cell. */
function spread(bits: Uint8Array, { cells, length }: Level): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let place = 0; place < length; place += 1) {
    const cell = cells === undefined ? place : cells[place]!;
    bytes[place] = (bits[cell >> 3]! >> (cell & 7)) & 1;
  }
  return bytes;
}

function colouringOf(look: PointLook, column: PointColumn | undefined, background: Rgb | undefined): MapColouring {
  const shade = (colour: Rgb): Rgb => (background === undefined ? colour : dimmed(colour, background, dimShare));
  if (look.kind === 'categories' && column?.kind === 'codes') {
    const { colours, hidden, counts, aggregate } = look;
    const list = Array.from(hidden, (_, code): Rgb => shade([colours[3 * code]!, colours[3 * code + 1]!, colours[3 * code + 2]!]));
    const gone = new Set<number>();
    for (const [code, isHidden] of hidden.entries()) if (isHidden === 1) gone.add(code);
    return { kind: aggregate, codes: column.codes, colours: list, hidden: gone, counts };
  }
  if (look.kind === 'numbers' && column?.kind === 'numbers') {
    const { lo, hi, log, table, missing, aggregate } = look;
    const shaded = new Uint8Array(table.length);
    for (let at = 0; at < table.length; at += 3) shaded.set(shade([table[at]!, table[at + 1]!, table[at + 2]!]), at);
    const bounds = log ? { lo: Math.log1p(lo), hi: Math.log1p(hi) } : { lo, hi };
    return { kind: aggregate, values: column.values, ...bounds, table: shaded, missing: shade(missing) };
  }
  return { kind: 'plain', colour: shade(look.kind === 'plain' ? look.colour : [128, 128, 128]) };
}

/** Puts what is not background in `above` over `below`. */
function layOver(below: Uint8ClampedArray, above: Uint8ClampedArray, [red, green, blue]: Rgb): void {
  const empty = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  const to = new Uint32Array(below.buffer, below.byteOffset, below.byteLength >> 2);
  const from = new Uint32Array(above.buffer, above.byteOffset, above.byteLength >> 2);
  for (let pixel = 0; pixel < to.length; pixel += 1) if (from[pixel] !== empty) to[pixel] = from[pixel]!;
}
