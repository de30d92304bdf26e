import { mix32, type Random } from './random.js';
import { maxSide, stepMicros, type TickBuffer } from './tick-buffer.js';

/** Positions between two columns: a layer moves in these. */
export const subColumns = 256;

const rowShift = 11;

/** A picture that repeats sideways, and where it covers what is behind it. */
export interface LayerPicture {
  readonly width: number;
  readonly height: number;
  /** Brightness, row-major. */
  readonly shades: Uint8Array;
  /** 1 where the picture is opaque. */
  readonly cover: Uint8Array;
}

/** Brightness that is assumed behind the outline of a cover. */
const behindShade = 96;

/**
 * A picture that moves sideways before a sensor. Every place in a row where brightness passes a level raises an event at each
 * pixel that it comes to; places are kept by their fraction of a column, so that moving costs just the events it raises.
 */
export class ScrollingLayer {
  readonly #picture: LayerPicture;
  /** First place of each fraction; length 257. */
  readonly #starts: Uint32Array;
  /** Row × 2,048 + column in the low 22 bits, bit 31 set when brightness rises to the left. */
  readonly #places: Uint32Array;
  /** How far the picture has moved to the right, in sub-columns. */
  #offset = 0;
  /** The same in whole columns, 0 to the width. */
  #columns = 0;

  constructor(picture: LayerPicture, levelSpacing: number) {
    this.#picture = picture;
    const { starts, places } = findPlaces(picture, levelSpacing);
    this.#starts = starts;
    this.#places = places;
  }

  /** Events that moving by one column raises on average, in all columns of the picture, where `before` does not hide them. */
  eventsPerColumn(before: readonly ScrollingLayer[]): number {
    const { width, height } = this.#picture;
    const perRow = new Uint32Array(height);
    for (const place of this.#places) perRow[(place >>> rowShift) & (maxSide - 1)]! += 1;
    let events = 0;
    for (let y = 0; y < height; y += 1) {
      let seen = perRow[y]!;
      for (const layer of before) seen = Math.floor((seen * (width - layer.#coveredInRow(y))) / width);
      events += seen;
    }
    return events;
  }

  get width(): number {
    return this.#picture.width;
  }

  #coveredInRow(y: number): number {
    const { width, cover } = this.#picture;
    let covered = 0;
    for (let x = 0; x < width; x += 1) covered += cover[y * width + x]!;
    return covered;
  }

  /** Whether the picture covers a pixel now. */
  covers(x: number, y: number): boolean {
    const { width, cover } = this.#picture;
    const column = x - this.#columns;
    return cover[y * width + (column < 0 ? column + width : column)] === 1;
  }

  /** Moves to `offset` and adds the events of `sensorWidth` columns that no layer of `before` hides, each with `chance` / 65,536. */
  moveTo(offset: number, sensorWidth: number, chance: number, before: readonly ScrollingLayer[], random: Random, ticks: TickBuffer): void {
    const { width } = this.#picture;
    const step = offset > this.#offset ? 1 : -1;
    const moves = Math.abs(offset - this.#offset);
    const period = width * subColumns;
    for (let move = 0; move < moves; move += 1) {
      // Going right a place comes to a column as its position gets whole, going left as it leaves one.
      const at = step > 0 ? this.#offset + move + 1 : this.#offset - move;
      const wrapped = ((at % period) + period) % period;
      const bucket = (subColumns - (wrapped % subColumns)) % subColumns;
      const shift = Math.floor((wrapped + bucket) / subColumns) - (step > 0 ? 0 : 1);
      const tick = Math.floor((move * stepMicros) / moves);
      const end = this.#starts[bucket + 1]!;
      for (let i = this.#starts[bucket]!; i < end; i += 1) {
        const place = this.#places[i]!;
        let x = (place & (maxSide - 1)) + shift;
        if (x >= width) x -= width;
        if (x < 0) x += width;
        if (x >= sensorWidth) continue;
        const bits = random.next();
        if ((bits & 0xffff) >= chance) continue;
        const y = (place >>> rowShift) & (maxSide - 1);
        if (isHidden(before, x, y)) continue;
        const rises = place >>> 31 === 1 ? 1 : 0;
        ticks.add(tick + ((bits >>> 16) & 127), (y << rowShift) | x, step > 0 ? rises : rises === 1 ? 0 : 1);
      }
    }
    this.#offset = offset;
    this.#columns = Math.floor((((offset % period) + period) % period) / subColumns);
  }
}

function isHidden(before: readonly ScrollingLayer[], x: number, y: number): boolean {
  for (const layer of before) if (layer.covers(x, y)) return true;
  return false;
}

function findPlaces(picture: LayerPicture, levelSpacing: number): { readonly starts: Uint32Array; readonly places: Uint32Array } {
  const { width, height, shades, cover } = picture;
  const fractions: number[] = [];
  const found: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const next = x + 1 === width ? 0 : x + 1;
      const here = y * width + x;
      const there = y * width + next;
      if (cover[here] === 0 && cover[there] === 0) continue;
      const left = cover[here] === 0 ? behindShade : shades[here]!;
      const right = cover[there] === 0 ? behindShade : shades[there]!;
      const low = Math.min(left, right);
      const high = Math.max(left, right);
      // Two sides of a sharp edge are not in the same place for every column of pixels.
      const lean = mix32(x * 2048 + (y >> 4)) & 63;
      for (let level = (Math.floor(low / levelSpacing) + 1) * levelSpacing; level <= high; level += levelSpacing) {
        const along = left < right ? level - left : left - level;
        fractions.push((Math.floor((along * 192) / (high - low)) + lean) & (subColumns - 1));
        found.push(((left > right ? 0x80000000 : 0) | (y << rowShift) | next) >>> 0);
      }
    }
  }
  const starts = new Uint32Array(subColumns + 1);
  for (const fraction of fractions) starts[fraction + 1]! += 1;
  for (let i = 0; i < subColumns; i += 1) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const places = new Uint32Array(found.length);
  found.forEach((place, i) => {
    const fraction = fractions[i]!;
    places[next[fraction]!] = place;
    next[fraction]! += 1;
  });
  return { starts, places };
}
