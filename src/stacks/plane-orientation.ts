import type { PlaneTurn } from '../kernels/plane-kernels.js';
import type { ChainStep } from './plane-want.js';
import type { PlaneSize } from './stack-sizes.js';

/** As the file has it. */
export const upright: PlaneTurn = { transpose: false, flipX: false, flipY: false };

/** An orientation followed by one more turn; `rotate` is by 90° clockwise. */
export function turn({ transpose, flipX, flipY }: PlaneTurn, step: Extract<ChainStep['kind'], 'flipX' | 'flipY' | 'rotate'>): PlaneTurn {
  switch (step) {
    case 'flipX':
      return { transpose, flipX: !flipX, flipY };
    case 'flipY':
      return { transpose, flipX, flipY: !flipY };
    case 'rotate':
      // A clockwise turn is a transposition and a flip of columns; transposing moves the flips to the other axis.
      return { transpose: !transpose, flipX: !flipY, flipY: flipX };
  }
}

export function isUpright({ transpose, flipX, flipY }: PlaneTurn): boolean {
  return !transpose && !flipX && !flipY;
}

/** The size of a plane once it is turned. */
export function turnedSize({ transpose }: PlaneTurn, { width, height, channels }: PlaneSize): PlaneSize {
  return transpose ? { width: height, height: width, channels } : { width, height, channels };
}
