import type { AxisName, PixelSize, ValueCalibration } from '../../shapes/plane-facts.js';

/** What the text in the first directory says of a stack. */
export interface StackDescription {
  /** As people call the file: `ImageJ TIFF`, `OME-TIFF`, … */
  readonly writer: 'ImageJ' | 'OME' | undefined;
  /** The axes that count planes, slowest first, with their sizes; empty where nothing is said. */
  readonly axes: readonly { readonly name: AxisName; readonly size: number }[];
  /** Whether all planes may lie one after the other behind one directory. */
  readonly oneDirectory: boolean;
  readonly pixelSize?: PixelSize;
  readonly frameIntervalSeconds?: number;
  readonly valueCalibration?: ValueCalibration;
  /** Directories of the planes in their order, where they are not simply one after the other. */
  readonly directories?: readonly number[];
  /** Other files that hold planes of this stack. */
  readonly otherFiles?: boolean;
}

/** Says nothing. */
export const noDescription: StackDescription = { writer: undefined, axes: [], oneDirectory: false };

/** Axes of more than one place; sizes that make no sense are left out. */
export function axesWithPlaces(axes: StackDescription['axes']): StackDescription['axes'] {
  const sound = axes.every(({ size }) => Number.isSafeInteger(size) && size >= 1 && size <= 2 ** 31);
  return sound ? axes.filter(({ size }) => size > 1) : [];
}

/** Planes on all axes. */
export function describedPlanes(axes: StackDescription['axes']): number {
  return axes.reduce((product, { size }) => product * size, 1);
}
