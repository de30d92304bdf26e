import { FirstlightError } from '../base/errors.js';
import type { PlaneFacts } from '../shapes/plane-facts.js';
import type { PlaneRectangle, PlaneWant, SeriesAxis, SeriesRange } from './plane-want.js';

/** Pixels of a plane, and samples of a pixel, which lie side by side. */
export interface PlaneSize {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Size of the planes, and places on each axis that counts them (1 where the stack does not have it). */
export interface StackSizes extends PlaneSize {
  readonly t: number;
  readonly c: number;
  readonly z: number;
}

/** The sizes of a stack as they are known now. */
export function stackSizes({ width, height, channels, axes }: PlaneFacts): StackSizes {
  const placesOn = (axis: SeriesAxis) => axes.find(({ name }) => name === axis)?.size.value ?? 1;
  return { width, height, channels, t: placesOn('T'), c: placesOn('C'), z: placesOn('Z') };
}

/** Samples of one plane. */
export function samplesOf({ width, height, channels }: PlaneSize): number {
  return width * height * channels;
}

/** The rectangle of a whole plane. */
export function wholePlane({ width, height }: Pick<PlaneSize, 'width' | 'height'>): PlaneRectangle {
  return { x0: 0, y0: 0, x1: width, y1: height };
}

const placeNames = { T: 't', C: 'c', Z: 'z' } as const;

/** Places along the axis that plays. */
export function seriesLength(sizes: StackSizes, axis: SeriesAxis): number {
  return sizes[placeNames[axis]];
}

/** The place along the axis that plays. */
export function seriesPlace(place: PlaneWant['place'], axis: SeriesAxis): number {
  return place[placeNames[axis]];
}

/** The same place but for the axis that plays, where it is `at`. */
export function placeAt(place: PlaneWant['place'], axis: SeriesAxis, at: number): PlaneWant['place'] {
  return { ...place, [placeNames[axis]]: at };
}

/** The part of a range that a series has, nothing where it has none of it. */
export function clampRange({ first, last }: SeriesRange, length: number): SeriesRange | undefined {
  const [from, to] = [Math.max(0, Math.min(first, last)), Math.min(length - 1, Math.max(first, last))];
  return from <= to ? { first: from, last: to } : undefined;
}

/** As {@link clampRange}. Errors: `out-of-range` where the series has none of it. */
export function rangeWithin(range: SeriesRange, length: number): SeriesRange {
  const within = clampRange(range, length);
  if (within !== undefined) return within;
  throw new FirstlightError('out-of-range', `The series has ${length} planes, ${range.first} to ${range.last} are not among them`);
}
