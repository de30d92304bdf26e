import type { Geometry } from '../../shapes/event-facts.js';

/** Sizes of sensors whose recordings are passed on as text: DVS128, DAVIS240, ATIS, GenX320, DAVIS346, Gen3, Gen4 and others. */
const usualSizes: readonly (readonly [width: number, height: number])[] = [
  [128, 128],
  [240, 180],
  [304, 240],
  [320, 320],
  [346, 260],
  [640, 480],
  [1280, 720],
  [1280, 800],
  [1280, 960],
];

/**
 * The usual sensor that a sampled geometry all but fills (to 95 % in both directions), so that a pixel that happened not to
 * fire in the sample is not cut off; else the geometry as it is. The source stays `sampled`.
 */
export function roundToUsualSensor(geometry: Geometry): Geometry {
  const fills = (seen: number, side: number): boolean => seen <= side && seen * 20 >= side * 19;
  const size = usualSizes.find(([width, height]) => fills(geometry.width, width) && fills(geometry.height, height));
  return size === undefined ? geometry : { ...geometry, width: size[0], height: size[1] };
}
