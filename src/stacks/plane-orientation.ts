import type { SampleArray } from '../shapes/plane-samples.js';
import type { ChainStep } from './plane-want.js';
import type { PlaneSize } from './stack-sizes.js';

/** How a plane is turned: rows and columns change places first (`transpose`), then it is flipped. */
export interface Orientation {
  readonly transpose: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

/** As the file has it. */
export const upright: Orientation = { transpose: false, flipX: false, flipY: false };

/** An orientation followed by one more turn; `rotate` is by 90° clockwise. */
export function turn(
  { transpose, flipX, flipY }: Orientation,
  step: Extract<ChainStep['kind'], 'flipX' | 'flipY' | 'rotate'>,
): Orientation {
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

export function isUpright({ transpose, flipX, flipY }: Orientation): boolean {
  return !transpose && !flipX && !flipY;
}

/** The size of a plane once it is turned. */
export function turnedSize({ transpose }: Orientation, { width, height, channels }: PlaneSize): PlaneSize {
  return transpose ? { width: height, height: width, channels } : { width, height, channels };
}

/** Pixels on a side of the squares that are turned one after the other, so that reads and writes stay in the caches. */
const squarePixels = 32;

/** Writes `input`, a plane of `size`, turned, to `output`, which holds as many samples and is another array of the same kind. */
export function turnPlane(orientation: Orientation, { width, height, channels }: PlaneSize, input: SampleArray, output: SampleArray): void {
  const { transpose, flipX, flipY } = orientation;
  const outputWidth = transpose ? height : width;
  const outputHeight = transpose ? width : height;
  // Steps in samples of the output for one column and one row of the input.
  const alongX = (flipX ? -1 : 1) * channels;
  const alongY = (flipY ? -1 : 1) * channels * outputWidth;
  const [perColumn, perRow] = transpose ? [alongY, alongX] : [alongX, alongY];
  const start = ((flipY ? outputHeight - 1 : 0) * outputWidth + (flipX ? outputWidth - 1 : 0)) * channels;
  for (let y0 = 0; y0 < height; y0 += squarePixels) {
    for (let x0 = 0; x0 < width; x0 += squarePixels) {
      const [y1, x1] = [Math.min(height, y0 + squarePixels), Math.min(width, x0 + squarePixels)];
      for (let y = y0; y < y1; y += 1) {
        let from = (y * width + x0) * channels;
        let to = start + y * perRow + x0 * perColumn;
        for (let x = x0; x < x1; x += 1) {
          for (let channel = 0; channel < channels; channel += 1) output[to + channel] = input[from + channel]!;
          from += channels;
          to += perColumn;
        }
      }
    }
  }
}
