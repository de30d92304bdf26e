import type { Extent2d } from '../gpu/camera.js';

/** Share of the mean distance between points that a point is wide, up to `steady` pixels; from there on it grows by the root. */
const share = 0.7;
const steady = 4;
const least = 1;
const greatest = 14;

/** Points cover so much of the canvas that they hide one another. */
const denseCover = 0.6;
/** Points lie in about this part of the canvas: maps are clusters, not noise. */
const filledPart = 0.25;

/** Width of a point, CSS pixels, that suits so many cells seen that large. */
export function fittingDiameter(cells: number, zoom: number, { width, height }: Extent2d): number {
  const wide = share * zoom * Math.sqrt((width * height * filledPart) / Math.max(1, cells));
  return Math.min(greatest, Math.max(least, wide <= steady ? wide : steady * Math.sqrt(wide / steady)));
}

/** Whether points lie so dense that a picture of them one by one would hide most of them. */
export function liesDense(cells: number, zoom: number, { width, height }: Extent2d, diameter: number): boolean {
  const area = width * height * filledPart * zoom * zoom;
  return (cells * diameter * diameter) / Math.max(1, area) > denseCover;
}
