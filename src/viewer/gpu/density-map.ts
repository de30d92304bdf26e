import type { MapColouring } from '../../picture/map-colouring.js';
import type { DensityDrawing, MapView } from '../../picture/map-density.js';
import type { Rgb } from '../../picture/palettes.js';
import { type DensityPicture, type DensityWant, dimmed } from './density-painter.js';
import { dimShare, type PixelAggregate, type PointColumn, type PointLook, type PointMask } from './point-look.js';

/** Points that are drawn before somebody else may have a turn: about 8 ms. */
const slicePoints = 400_000;

/** Of more cells, a part moves from one map to another. */
const mostMovedCells = 50_000;
/** Of places that are on the screen already. */
const screenProjection = [1, 0, 0, 0, 1, 0];

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
  /** Points of the map before, while they are on their way. */
  #before: { readonly coordinates: Float32Array; readonly dims: number } | undefined;
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
    const complete = this.#known === this.#cells && this.#cells === cells;
    this.#before = complete ? { coordinates: this.#coordinates, dims: this.#dims } : undefined;
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
    const { from } = view;
    const moves = from !== undefined && this.#before !== undefined && this.#known === this.#cells;
    if (from === undefined && this.#known === this.#cells) this.#before = undefined;
    const level = this.#level(moves && this.#cells > mostMovedCells ? Math.max(8, stride) : stride);
    const { visible, selected } = this.#masksOf(level);
    const rgba = new Uint8ClampedArray(view.width * view.height * 4);
    const places = moves ? this.#onTheWay(level, view.projection, from) : undefined;
    const projection = places === undefined ? view.projection : screenProjection;
    const points = { dims: places === undefined ? this.#dims : (2 as const), coordinates: places ?? level.coordinates };
    const mapView: MapView = { ...view, projection, shading: view.dense && this.#look.kind !== 'numbers' ? 'density' : 'flat' };
    const colouring = this.#colouringOf(level, undefined);
    if (selected === undefined) {
      yield* this.#draw(points, level.length, visible, mapView, colouring, rgba);
    } else {
      yield* this.#draw(points, level.length, visible, mapView, this.#colouringOf(level, view.background), rgba);
      const above = new Uint8ClampedArray(rgba.length);
      yield* this.#draw(points, level.length, selected, mapView, colouring, above);
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
    of: { readonly dims: 2 | 3; readonly coordinates: Float32Array },
    length: number,
    shown: Uint8Array | undefined,
    view: MapView,
    colouring: MapColouring,
    rgba: Uint8ClampedArray,
  ): Generator<undefined, void> {
    const points = { ...of, shown };
    this.#drawing.begin(view, colouring);
    for (let from = 0; from < length; from += slicePoints) {
      if (from > 0) yield undefined;
      this.#drawing.add(points, from, Math.min(length, from + slicePoints));
    }
    this.#drawing.finish(rgba);
  }

  /** Places on the screen between where points were and where they will be. */
  #onTheWay(
    { cells, coordinates, length }: Level,
    projection: readonly number[],
    from: NonNullable<DensityWant['view']['from']>,
  ): Float32Array {
    const before = this.#before!;
    const places = new Float32Array(2 * length);
    const [was, is] = [from.projection, projection];
    for (let place = 0; place < length; place += 1) {
      const cell = cells === undefined ? place : cells[place]!;
      for (let row = 0; row < 2; row += 1) {
        const old = projected(was, row, before.coordinates, cell * before.dims, before.dims);
        const now = projected(is, row, coordinates, place * this.#dims, this.#dims);
        places[2 * place + row] = old + (now - old) * from.share;
      }
    }
    return places;
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

function projected(projection: readonly number[], row: number, coordinates: Float32Array, at: number, dims: number): number {
  const first = row * (dims + 1);
  let sum = projection[first + dims]!;
  for (let axis = 0; axis < dims; axis += 1) sum += projection[first + axis]! * coordinates[at + axis]!;
  return sum;
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
