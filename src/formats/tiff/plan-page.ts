import { FirstlightError } from '../../base/errors.js';
import type { ByteRange } from '../../bytes/plan.js';
import { sampleBytes } from '../../shapes/plane-samples.js';
import type { PlaneBox, PlaneJob } from '../plane-format.js';
import type { TiffCoding, TiffPage, TiffSegments } from './tiff-page.js';

/** A strip, a tile or some rows of a strip, and the part of a box that it fills. Rows and columns count from the box's. */
export interface TiffPiece {
  /** Which of the job's ranges; −1 where nothing is stored and all is zero. */
  readonly range: number;
  readonly row: number;
  readonly column: number;
  /** What is kept of it. */
  readonly rows: number;
  readonly columns: number;
  /** What is stored. */
  readonly storedRows: number;
  readonly storedColumns: number;
  /** Which sample of the pixels it holds; 0 where it holds all. */
  readonly sample: number;
}

export interface TiffJobSpec {
  readonly format: 'tiff';
  readonly coding: TiffCoding;
  readonly columns: number;
  readonly pieces: readonly TiffPiece[];
}

/** A job makes about this many bytes. */
const jobBytes = 1 << 20;
/** Compressed parts are at most this much larger than what they hold. */
const expansion = 2;
const spareBytes = 64 << 10;

/** Bytes of a stored row. */
export function storedRowBytes({ bits, channels, planar }: TiffCoding, columns: number): number {
  return Math.ceil((columns * (planar ? 1 : channels) * bits) / 8);
}

/** Jobs for image `plane`, whose parts lie at `segments`; what lies beyond the end of the file is missing. */
export function planPage(page: TiffPage, segments: TiffSegments, byteLength: number, plane: number): readonly PlaneJob[] {
  const { coding, width, height, segmentWidth, segmentHeight } = page;
  const across = Math.ceil(width / segmentWidth);
  const down = Math.ceil(height / segmentHeight);
  const samples = coding.planar ? coding.channels : 1;
  if (segments.offsets.length < across * down * samples) {
    throw new FirstlightError('corrupt', `A TIFF image has ${segments.offsets.length} of its ${across * down * samples} parts`);
  }
  const segmentBytes = segmentHeight * storedRowBytes(coding, segmentWidth) * samples;
  const planner = new PagePlanner(page, segments, byteLength);
  const jobs: PlaneJob[] = [];
  if (page.tiled) {
    const tilesAtOnce = Math.max(1, Math.floor(jobBytes / segmentBytes));
    for (let tileRow = 0; tileRow < down; tileRow += 1) {
      for (let tile = 0; tile < across; tile += tilesAtOnce) {
        const box = planner.box(plane, tileRow * segmentHeight, (tileRow + 1) * segmentHeight);
        const toTile = Math.min(across, tile + tilesAtOnce);
        const part = { ...box, fromColumn: tile * segmentWidth, toColumn: Math.min(width, toTile * segmentWidth) };
        jobs.push(planner.tiles(part, tileRow, tile, toTile, across, down));
      }
    }
    return jobs;
  }
  const divisible = coding.compression === 1;
  const rowBytes = storedRowBytes(coding, width) * samples;
  const rowsOfJob = Math.max(1, Math.floor(jobBytes / rowBytes));
  const rowsAtOnce = divisible ? rowsOfJob : Math.max(1, Math.floor(rowsOfJob / segmentHeight)) * segmentHeight;
  for (let row = 0; row < height; row += rowsAtOnce) jobs.push(planner.strips(planner.box(plane, row, row + rowsAtOnce), divisible, down));
  return jobs;
}

class PagePlanner {
  readonly #page: TiffPage;
  readonly #segments: TiffSegments;
  readonly #byteLength: number;

  constructor(page: TiffPage, segments: TiffSegments, byteLength: number) {
    this.#page = page;
    this.#segments = segments;
    this.#byteLength = byteLength;
  }

  box(plane: number, fromRow: number, toRow: number): PlaneBox {
    const { width, height } = this.#page;
    return { fromPlane: plane, toPlane: plane + 1, fromRow, toRow: Math.min(height, toRow), fromColumn: 0, toColumn: width };
  }

  tiles(box: PlaneBox, tileRow: number, fromTile: number, toTile: number, across: number, down: number): PlaneJob {
    const { coding, segmentWidth, segmentHeight } = this.#page;
    const job = new JobBuilder(box, coding, this.#byteLength);
    for (let sample = 0; sample < (coding.planar ? coding.channels : 1); sample += 1) {
      for (let tile = fromTile; tile < toTile; tile += 1) {
        const column = (tile - fromTile) * segmentWidth;
        const index = (sample * down + tileRow) * across + tile;
        job.add(this.#stored(index, segmentHeight * storedRowBytes(coding, segmentWidth)), {
          row: 0,
          column,
          rows: box.toRow - box.fromRow,
          columns: Math.min(segmentWidth, box.toColumn - box.fromColumn - column),
          storedRows: segmentHeight,
          storedColumns: segmentWidth,
          sample,
        });
      }
    }
    return job.finish();
  }

  /** The strips, or where they are not compressed the rows of strips, of a box; such rows that lie side by side are one piece. */
  strips(box: PlaneBox, divisible: boolean, down: number): PlaneJob {
    const { coding, width, height, segmentHeight } = this.#page;
    const rowBytes = storedRowBytes(coding, width);
    const job = new JobBuilder(box, coding, this.#byteLength);
    for (let sample = 0; sample < (coding.planar ? coding.channels : 1); sample += 1) {
      for (let row = box.fromRow; row < box.toRow; ) {
        const strip = Math.floor(row / segmentHeight);
        const stripStart = strip * segmentHeight;
        const stripRows = Math.min(segmentHeight, height - stripStart);
        const toRow = Math.min(box.toRow, stripStart + stripRows);
        const whole = this.#stored(sample * down + strip, stripRows * rowBytes);
        const rows = toRow - row;
        const skipped = (row - stripStart) * rowBytes;
        const range = divisible && whole.length > 0 ? { offset: whole.offset + skipped, length: rows * rowBytes } : whole;
        const piece = {
          row: row - box.fromRow,
          column: 0,
          rows,
          columns: width,
          storedRows: divisible ? rows : segmentHeight,
          storedColumns: width,
          sample,
        };
        job.add(range, piece, divisible);
        row = toRow;
      }
    }
    return job.finish();
  }

  /** Where a part lies. Nothing is stored of sparse parts; counts of uncompressed parts are known better than said. */
  #stored(index: number, plainBytes: number): ByteRange {
    const offset = this.#segments.offsets[index]!;
    const said = this.#segments.byteCounts[index];
    if (offset === 0 || said === 0) return { offset: 0, length: 0 };
    if (this.#page.coding.compression === 1) return { offset, length: plainBytes };
    const most = plainBytes * expansion + spareBytes;
    return { offset, length: Math.min(most, said ?? Math.max(1, this.#byteLength - offset)) };
  }
}

class JobBuilder {
  readonly #box: PlaneBox;
  readonly #coding: TiffCoding;
  readonly #byteLength: number;
  readonly #ranges: ByteRange[] = [];
  readonly #pieces: TiffPiece[] = [];
  #missingBytes = 0;

  constructor(box: PlaneBox, coding: TiffCoding, byteLength: number) {
    this.#box = box;
    this.#coding = coding;
    this.#byteLength = byteLength;
  }

  add({ offset, length }: ByteRange, piece: Omit<TiffPiece, 'range'>, divisible = false): void {
    const beyond = Math.min(length, Math.max(0, offset + length - this.#byteLength));
    this.#missingBytes += beyond;
    const cut = this.#coding.compression === 1 ? length - beyond : beyond > 0 ? 0 : length;
    const before = this.#pieces.at(-1);
    const last = this.#ranges.at(-1);
    if (divisible && before?.range === this.#ranges.length - 1 && last !== undefined && before.sample === piece.sample) {
      const joins = last.offset + last.length === offset && before.row + before.rows === piece.row && cut > 0;
      if (joins) {
        this.#ranges[this.#ranges.length - 1] = { offset: last.offset, length: last.length + cut };
        const rows = before.rows + piece.rows;
        this.#pieces[this.#pieces.length - 1] = { ...before, rows, storedRows: rows };
        return;
      }
    }
    if (cut === 0) {
      this.#pieces.push({ ...piece, range: -1 });
      return;
    }
    this.#pieces.push({ ...piece, range: this.#ranges.length });
    this.#ranges.push({ offset, length: cut });
  }

  finish(): PlaneJob {
    const spec: TiffJobSpec = {
      format: 'tiff',
      coding: this.#coding,
      columns: this.#box.toColumn - this.#box.fromColumn,
      pieces: this.#pieces,
    };
    const swapBytes = this.#swapBytes();
    return {
      box: this.#box,
      ranges: this.#ranges,
      missingBytes: this.#missingBytes,
      spec,
      ...(swapBytes === undefined ? {} : { verbatim: { swapBytes } }),
    };
  }

  /** What has to be done to the bytes read, where they are the box as it is. */
  #swapBytes(): 1 | 2 | 4 | 8 | undefined {
    const { compression, predictor, bits, type, little, lowBitFirst, planar } = this.#coding;
    const [piece, other] = this.#pieces;
    const itemBytes = sampleBytes(type);
    const plain = compression === 1 && predictor === 1 && bits === 8 * itemBytes && !lowBitFirst && !planar;
    if (!plain || piece === undefined || other !== undefined || piece.range !== 0 || this.#missingBytes > 0) return undefined;
    const { fromColumn, toColumn, fromRow, toRow } = this.#box;
    const whole = piece.storedColumns === toColumn - fromColumn && piece.rows === toRow - fromRow;
    return whole ? (little ? 1 : itemBytes) : undefined;
  }
}
