import type { Quantity } from '../base/quantity.js';
import type { Notice } from './event-facts.js';
import type { SampleType } from './plane-samples.js';

/** T time, C channel, Z depth, Y row, X column, S sample of a pixel (such as red, green, blue). */
export type AxisName = 'T' | 'C' | 'Z' | 'Y' | 'X' | 'S';

/** One axis of a stack. */
export interface PlaneAxis {
  readonly name: AxisName;
  readonly size: Quantity;
}

/** What a sample of a pixel means. `white-is-zero` and `palette` are kept as stored. */
export type Photometric = 'grey' | 'white-is-zero' | 'rgb' | 'palette' | 'other';

/** How large a pixel is. */
export interface PixelSize {
  readonly x: number;
  readonly y: number;
  /** Distance from slice to slice. */
  readonly z?: number;
  /** `µm`, `mm`, … as the file says it. */
  readonly unit: string;
}

/** What a stored number stands for: `offset + slope · stored`. */
export interface ValueCalibration {
  readonly offset: number;
  readonly slope: number;
  readonly unit?: string;
}

/** What was wrong in the bytes, counted. */
export interface PlaneIntegrity {
  /** Bytes that the file promises and does not have. */
  readonly truncatedBytes: number;
  /** Planes that could not be read whole; what is missing in them is zero. */
  readonly brokenFrames: number;
}

/** What is known about a stack now. Replaced as a whole when more is known; never edited. */
export interface PlaneFacts {
  readonly kind: 'stack';
  /** As people call it: `NPY`, `TIFF`, `BigTIFF`, `ImageJ TIFF`, `OME-TIFF`, `PNG`, `folder of PNG`, … */
  readonly format: string;
  /** Planes, all channels, slices and times counted. */
  readonly frames: Quantity;
  readonly height: number;
  readonly width: number;
  /** Samples of a pixel, interleaved in {@link Plane.samples}. */
  readonly channels: number;
  readonly dtype: SampleType;
  /** Of the numbers in the file; planes always come little-endian. */
  readonly byteOrder: 'little' | 'big';
  /** From the slowest to the fastest; the axes before Y count planes. */
  readonly axes: readonly PlaneAxis[];
  readonly photometric: Photometric;
  /** Red, green and blue of each stored number, 16 bits each, one colour after the other; only for `palette`. */
  readonly palette?: Uint16Array;
  readonly pixelSize?: PixelSize;
  readonly frameIntervalSeconds?: number;
  readonly valueCalibration?: ValueCalibration;
  /** Present once every plane was read. */
  readonly integrity?: PlaneIntegrity;
  readonly notices: readonly Notice[];
}

/** What a person may say about a stack that it does not say itself. */
export interface PlaneOpenOptions {
  /** Number type of a headerless file, such as `u2`, `>u2` or `float32`; needs `shape`. */
  readonly raw?: string;
  /** Sizes of a headerless file, slowest axis first. */
  readonly shape?: readonly number[];
  /** Bytes before the numbers of a headerless file. Default 0. */
  readonly headerBytes?: number;
  /** Names of the axes, slowest first, such as `TYX` or `YXS`. */
  readonly axes?: readonly AxisName[];
  readonly pixelSize?: PixelSize;
  readonly frameIntervalSeconds?: number;
}

/** Samples of one plane: height · width · channels. */
export function samplesPerPlane({ height, width, channels }: Pick<PlaneFacts, 'height' | 'width' | 'channels'>): number {
  return height * width * channels;
}
