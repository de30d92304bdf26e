import type { SampleArray } from '../../shapes/plane-samples.js';
import type { PixelGrid, PlaneTurn } from '../plane-kernels.js';
import { turnedSteps } from '../turned-steps.js';

/** Writes a plane turned; see `PlaneKernels.turnPlane`. */
export function twinTurnPlane(input: SampleArray, grid: PixelGrid, turn: PlaneTurn, output: SampleArray): void {
  const { width, height, channels } = grid;
  const { start, perColumn, perRow } = turnedSteps(grid, turn);
  for (let y = 0; y < height; y += 1) {
    let from = y * width * channels;
    let to = start + y * perRow;
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < channels; channel += 1) output[to + channel] = input[from + channel]!;
      from += channels;
      to += perColumn;
    }
  }
}
