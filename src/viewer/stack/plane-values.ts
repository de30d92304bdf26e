import { sampleAt } from '../../picture/plane-to-rgba.js';
import { formatLength, formatValue } from '../format/quantities.js';
import type { PictureLine, PlaneShape } from '../state/stack-state.js';
import type { Plane, StackFacts } from '../state/view-state.js';

/** What a plane is read with, whatever its number type. */
export type PlaneNumbers = Pick<Plane, 'samples' | 'dtype' | 'channels' | 'width' | 'height' | 'reducedBy' | 'fullWidth' | 'fullHeight'>;

/** The samples of the pixel that covers a place of the whole picture; nothing outside of it. */
export function pixelAt(plane: PlaneNumbers, x: number, y: number): readonly number[] | undefined {
  const from = pixelStart(plane, x, y);
  return from === undefined ? undefined : Array.from({ length: plane.channels }, (_, channel) => sampleAt(plane, from + channel));
}

function pixelStart({ channels, width, height, reducedBy, fullWidth, fullHeight }: PlaneNumbers, x: number, y: number): number | undefined {
  if (x < 0 || y < 0 || x >= fullWidth || y >= fullHeight) return undefined;
  const column = Math.min(width - 1, Math.floor(x / reducedBy));
  const row = Math.min(height - 1, Math.floor(y / reducedBy));
  return (row * width + column) * channels;
}

/** The values of a pixel in full: whole numbers to the last digit, single precision in 7 figures, double in 15. */
export function pixelText(plane: PlaneNumbers, x: number, y: number): string {
  const { samples, channels, dtype } = plane;
  const from = pixelStart(plane, x, y);
  if (from === undefined) return '';
  const figures = dtype === 'float64' ? 15 : dtype === 'float16' ? 5 : 7;
  return Array.from({ length: channels }, (_, channel) => {
    if (!dtype.startsWith('float')) return `${samples[from + channel]!}`.replace('-', '−');
    return formatValue(sampleAt(plane, from + channel), figures);
  }).join(' ');
}

/** A pixel in words: its values, where they are calibrated what they stand for, and where it lies in physical units. */
export function describePixel(plane: Plane, facts: StackFacts | undefined, x: number, y: number, stored: boolean): string {
  const values = pixelAt(plane, x, y);
  if (values === undefined) return '';
  const parts = [`x ${x} · y ${y}`, pixelText(plane, x, y)];
  const calibration = stored ? facts?.valueCalibration : undefined;
  if (calibration !== undefined && values.length === 1) {
    parts.push(formatLength(calibration.offset + calibration.slope * values[0]!, calibration.unit ?? ''));
  }
  const size = facts?.pixelSize;
  if (size !== undefined) parts.push(`${formatLength(x * size.x, size.unit)}, ${formatLength(y * size.y, size.unit)}`);
  if (plane.reducedBy > 1) parts.push(`one of ${plane.reducedBy ** 2}`);
  return parts.join(' · ');
}

/** What lies in a shape of one plane: its first channel. */
export interface ShapeValues {
  readonly pixels: number;
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
  /** Of the population. */
  readonly deviation: number;
}

/** Measures a shape of a whole plane; a pixel is inside when its centre is. NaN where nothing finite is inside. */
export function measureShape(plane: PlaneNumbers, { kind, x0, y0, x1, y1 }: PlaneShape): ShapeValues {
  const { channels, width, height } = plane;
  const [middleX, middleY, radiusX, radiusY] = [(x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2];
  let pixels = 0;
  let mean = 0;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let y = Math.max(0, y0); y < Math.min(height, y1); y += 1) {
    const reach = kind === 'rectangle' ? radiusX : radiusX * Math.sqrt(Math.max(0, 1 - ((y + 0.5 - middleY) / radiusY) ** 2));
    const from = Math.max(0, x0, Math.ceil(middleX - reach - 0.5));
    const to = Math.min(width, x1, Math.floor(middleX + reach - 0.5) + 1);
    for (let x = from; x < to; x += 1) {
      const value = sampleAt(plane, (y * width + x) * channels);
      if (value - value !== 0) continue;
      pixels += 1;
      const away = value - mean;
      mean += away / pixels;
      squares += away * (value - mean);
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (pixels === 0) return { pixels, mean: Number.NaN, least: Number.NaN, greatest: Number.NaN, deviation: Number.NaN };
  return { pixels, mean, least, greatest, deviation: Math.sqrt(squares / pixels) };
}

/** Values under a line, one a pixel of its length, nearest to it; NaN outside of the plane. *Given.* */
export function profileOf(plane: PlaneNumbers, { x0, y0, x1, y1 }: PictureLine): Float64Array {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const steps = Math.max(1, Math.min(8_192, Math.round(length)));
  return Float64Array.from({ length: steps + 1 }, (_, step) => {
    const share = step / steps;
    return pixelAt(plane, Math.floor(x0 + share * (x1 - x0)), Math.floor(y0 + share * (y1 - y0)))?.[0] ?? Number.NaN;
  });
}
