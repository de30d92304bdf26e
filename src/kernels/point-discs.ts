import { FirstlightError } from '../base/errors.js';
import { checkFrameSize } from './frame-size.js';
import type { PointBinsSpec, PointRun } from './point-kernels.js';

/** Of a mixture, so many points are surely summed: 255 each in 32 bits. */
export const mostMixedPoints = 16_843_009;

/** How bins lie in memory: with a border as wide as a disc, so that discs are drawn whole and cut by nobody. */
export interface BinLayout {
  readonly stride: number;
  readonly rows: number;
  /** The bin of pixel (0, 0). */
  readonly first: number;
  /** Bins of a disc, counted from the bin of a point. */
  readonly taps: Int32Array;
  /** What is added to a projected place before it is cut to a whole number. */
  readonly shift: number;
}

/** Where bins and discs lie. Throws `out-of-range`. */
export function layOutBins({ width, height, diameter }: PointBinsSpec): BinLayout {
  checkFrameSize(width, height);
  if (!Number.isInteger(diameter) || diameter < 1 || diameter > 64) {
    throw new FirstlightError('out-of-range', `A point cannot be ${diameter} pixels wide`);
  }
  const stride = width + 2 * diameter;
  const taps: number[] = [];
  const centre = (diameter - 1) / 2;
  for (let y = 0; y < diameter; y += 1) {
    for (let x = 0; x < diameter; x += 1) {
      if ((x - centre) ** 2 + (y - centre) ** 2 <= diameter ** 2 / 4) taps.push(y * stride + x);
    }
  }
  return {
    stride,
    rows: height + 2 * diameter,
    first: diameter * stride + diameter,
    taps: Int32Array.from(taps),
    // Odd discs are about the pixel a point lies in, even ones about the nearest corner; taps start at a disc's first row.
    shift: diameter - centre,
  };
}

/** The six or eight numbers of a projection as ax, ay, az, a, bx, by, bz, b, places of discs included. Throws `out-of-range`. */
export function projectionTerms({ dims, projection }: PointRun, { shift }: BinLayout): readonly number[] {
  if (projection.length !== 2 * (dims + 1)) {
    throw new FirstlightError('out-of-range', `${projection.length} numbers do not project ${dims} dimensions`);
  }
  const rows = [projection.slice(0, dims + 1), projection.slice(dims + 1)];
  return rows.flatMap((row) => [row[0]!, dims > 1 ? row[1]! : 0, dims > 2 ? row[2]! : 0, row[dims]! + shift]);
}
