import type { Rgb } from '../../picture/palettes.js';
import type { PixelAggregate, PointColumn, PointLook, PointMask, PointView } from './point-look.js';

/** A picture that is wanted of a map. */
export interface DensityWant {
  readonly view: PointView;
  /** One of so many cells, 1, 8 or 64, is enough. */
  readonly stride: number;
}

/** A picture of a map. */
export interface DensityPicture {
  readonly view: PointView;
  readonly stride: number;
  /** Whether points of cells were still missing. */
  readonly partial: boolean;
  /** Cells that were looked at. */
  readonly cells: number;
  readonly aggregate: PixelAggregate;
  /** RGBA, row-major; *given*. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly millis: number;
}

/**
 * Makes pictures of many points on the processor, beside the page's own thread. Buffers are *copied*. A picture that is not
 * begun yet, or is exact, gives way to the next one that is wanted: it comes back as nothing.
 */
export interface DensityPainter {
  begin(cells: number, dims: 2 | 3): void;
  putSample(cells: Uint32Array, coordinates: Float32Array): void;
  putRun(from: number, coordinates: Float32Array): void;
  setColumn(column: PointColumn | undefined): void;
  setLook(look: PointLook): void;
  setMask(mask: PointMask): void;
  paint(want: DensityWant): Promise<DensityPicture | undefined>;
  close(): void;
}

/** A colour seen through so much of the background. */
export function dimmed(colour: Rgb, background: Rgb, share: number): Rgb {
  const mix = (channel: 0 | 1 | 2): number => Math.round(colour[channel] * share + background[channel] * (1 - share));
  return [mix(0), mix(1), mix(2)];
}
