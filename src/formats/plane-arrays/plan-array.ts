import type { ByteRange } from '../../bytes/plan.js';
import { sampleBytes } from '../../shapes/plane-samples.js';
import type { PlaneBox, PlaneJob } from '../plane-format.js';
import { type PlaneArray, planeBytes, planeStart } from './plane-array.js';

/** How the numbers of a box lie in the bytes read for it. Offsets and strides are in numbers. */
export interface ArrayJobSpec {
  readonly format: 'array';
  readonly itemBytes: 1 | 2 | 4 | 8;
  readonly big: boolean;
  readonly channels: number;
  /** Absent where the bytes are the box as it is. */
  readonly gather?: {
    /** Of each plane, from the start of the box's bytes. */
    readonly planes: readonly number[];
    readonly yStride: number;
    readonly xStride: number;
    readonly sStride: number;
    /** Samples come in ranges of their own, one a sample. */
    readonly apart: boolean;
  };
}

/** A job reads about this much. */
const pieceBytes = 1 << 20;
/** Bytes of planes that are gathered in one pass over interleaved planes. */
const gatherBytes = 64 << 20;
/** Between numbers this far apart, what lies between is not worth reading. */
const skipBytes = 64 << 10;

/** Planes that are best read together. */
export function planesPerRun(array: PlaneArray): number {
  const bytes = planeBytes(array);
  const budget = array.contiguous || !isInterleaved(array) ? pieceBytes : gatherBytes;
  return Math.max(1, Math.min(array.planes, Math.floor(budget / bytes)));
}

/** Whether planes lie number by number beside each other: one costs as much reading as many. */
export function isInterleaved({ planeAxes, yStride, xStride }: PlaneArray): boolean {
  return planeAxes.some(({ size, stride }) => size > 1 && stride < Math.max(yStride, xStride));
}

/** Jobs for planes of an array in a file of `byteLength` bytes; what lies beyond its end is missing. */
export function planArray(array: PlaneArray, byteLength: number, fromPlane: number, toPlane: number): readonly PlaneJob[] {
  if (array.contiguous) return planContiguous(array, byteLength, fromPlane, toPlane);
  if (isInterleaved(array)) return planGather(array, byteLength, fromPlane, toPlane);
  const jobs: PlaneJob[] = [];
  for (let plane = fromPlane; plane < toPlane; plane += 1) jobs.push(...planGather(array, byteLength, plane, plane + 1));
  return jobs;
}

function planContiguous(array: PlaneArray, byteLength: number, fromPlane: number, toPlane: number): readonly PlaneJob[] {
  const bytes = planeBytes(array);
  const spec: ArrayJobSpec = { format: 'array', itemBytes: sampleBytes(array.type), big: array.order === 'big', channels: array.channels };
  const verbatim = { swapBytes: spec.big ? spec.itemBytes : 1 } as const;
  const jobs: PlaneJob[] = [];
  const add = (box: PlaneBox, offset: number, length: number): void => {
    const clipped = clipRanges([{ offset, length }], byteLength);
    jobs.push({ box, spec, ...clipped, ...(clipped.missingBytes === 0 ? { verbatim } : {}) });
  };
  const planesAtOnce = Math.floor(pieceBytes / bytes);
  const whole = { fromRow: 0, toRow: array.height, fromColumn: 0, toColumn: array.width };
  if (planesAtOnce >= 1) {
    for (let from = fromPlane; from < toPlane; from += planesAtOnce) {
      const to = Math.min(toPlane, from + planesAtOnce);
      add({ fromPlane: from, toPlane: to, ...whole }, array.offsetBytes + from * bytes, (to - from) * bytes);
    }
    return jobs;
  }
  const rowBytes = bytes / array.height;
  const rowsAtOnce = Math.max(1, Math.floor(pieceBytes / rowBytes));
  for (let plane = fromPlane; plane < toPlane; plane += 1) {
    for (let from = 0; from < array.height; from += rowsAtOnce) {
      const to = Math.min(array.height, from + rowsAtOnce);
      const box = { ...whole, fromPlane: plane, toPlane: plane + 1, fromRow: from, toRow: to };
      add(box, array.offsetBytes + plane * bytes + from * rowBytes, (to - from) * rowBytes);
    }
  }
  return jobs;
}

/** Boxes along the slower of the two image axes; each reads what lies between its first and its last number. */
function planGather(array: PlaneArray, byteLength: number, fromPlane: number, toPlane: number): readonly PlaneJob[] {
  const size = sampleBytes(array.type);
  const starts = Array.from({ length: toPlane - fromPlane }, (_, at) => planeStart(array, fromPlane + at));
  const first = starts.reduce((least, start) => Math.min(least, start));
  const planeSpan = starts.reduce((most, start) => Math.max(most, start)) - first;
  const { yStride, xStride, sStride, channels, height, width } = array;
  const [slow, fast] =
    yStride >= xStride
      ? ([
          { count: height, stride: yStride },
          { count: width, stride: xStride },
        ] as const)
      : ([
          { count: width, stride: xStride },
          { count: height, stride: yStride },
        ] as const);
  const apart = channels > 1 && sStride > fast.stride;
  const cellSpan = planeSpan + 1 + (apart ? 0 : (channels - 1) * sStride);
  const sparse = fast.stride * size >= skipBytes && 4 * cellSpan < fast.stride;
  const cells = sparse ? 1 : Math.max(1, Math.min(fast.count, Math.floor(pieceBytes / (fast.stride * size))));
  const lineBytes = ((fast.count - 1) * fast.stride + cellSpan) * size;
  const lines = cells < fast.count ? 1 : Math.max(1, Math.floor(pieceBytes / Math.max(lineBytes, slow.stride * size)));
  const spec: ArrayJobSpec = {
    format: 'array',
    itemBytes: size,
    big: array.order === 'big',
    channels,
    gather: { planes: starts.map((start) => start - first), yStride, xStride, sStride, apart },
  };
  const jobs: PlaneJob[] = [];
  for (let line = 0; line < slow.count; line += lines) {
    const toLine = Math.min(slow.count, line + lines);
    for (let cell = 0; cell < fast.count; cell += cells) {
      const toCell = Math.min(fast.count, cell + cells);
      const start = first + line * slow.stride + cell * fast.stride;
      const span = (toLine - line - 1) * slow.stride + (toCell - cell - 1) * fast.stride + cellSpan;
      const ranges = Array.from({ length: apart ? channels : 1 }, (_, sample) => ({
        offset: array.offsetBytes + (start + sample * sStride) * size,
        length: span * size,
      }));
      const [rows, columns] =
        yStride >= xStride
          ? [
              [line, toLine],
              [cell, toCell],
            ]
          : [
              [cell, toCell],
              [line, toLine],
            ];
      const box = { fromPlane, toPlane, fromRow: rows![0]!, toRow: rows![1]!, fromColumn: columns![0]!, toColumn: columns![1]! };
      jobs.push({ box, spec, ...clipRanges(ranges, byteLength) });
    }
  }
  return jobs;
}

/** The part of some ranges that a file of `byteLength` bytes has, and how many bytes it does not have. */
export function clipRanges(
  ranges: readonly ByteRange[],
  byteLength: number,
): { readonly ranges: readonly ByteRange[]; readonly missingBytes: number } {
  let missingBytes = 0;
  const clipped = ranges.map(({ offset, length }) => {
    const from = Math.min(offset, byteLength);
    const to = Math.min(offset + length, byteLength);
    missingBytes += length - (to - from);
    return { offset: from, length: to - from };
  });
  return { ranges: clipped, missingBytes };
}
