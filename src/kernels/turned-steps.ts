import type { PixelGrid, PlaneTurn } from './plane-kernels.js';

/** Where the samples of a plane go when it is turned: the first pixel, and from there for each column and each row, in samples. */
export interface TurnedSteps {
  readonly start: number;
  readonly perColumn: number;
  readonly perRow: number;
}

/** The steps of a turn. */
export function turnedSteps({ width, height, channels }: PixelGrid, { transpose, flipX, flipY }: PlaneTurn): TurnedSteps {
  const [columns, rows] = transpose ? [height, width] : [width, height];
  const alongX = (flipX ? -1 : 1) * channels;
  const alongY = (flipY ? -1 : 1) * channels * columns;
  const start = ((flipY ? rows - 1 : 0) * columns + (flipX ? columns - 1 : 0)) * channels;
  return transpose ? { start, perColumn: alongY, perRow: alongX } : { start, perColumn: alongX, perRow: alongY };
}
