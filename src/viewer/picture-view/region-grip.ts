import type { Extent2d, Point } from '../gpu/camera.js';
import type { Orientation, SensorRectangle } from '../state/view-state.js';
import type { ScreenBox } from './picture-view.js';

/** What a drag takes hold of: the middle of a region (0, 0), or a side or corner of it in sensor axes. */
export interface RegionGrip {
  readonly index: number;
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
  readonly cursor: 'move' | 'ew' | 'ns' | 'nwse' | 'nesw';
}

const reachPixels = 7;

/** The grip of region `index`, whose box on the screen is `box`, under a point of the screen. */
export function gripOfBox(box: ScreenBox, point: Point, index: number, orientation: Orientation): RegionGrip | undefined {
  const { left, right, top, bottom } = box;
  if (point.x < left - reachPixels || point.x > right + reachPixels) return undefined;
  if (point.y < top - reachPixels || point.y > bottom + reachPixels) return undefined;
  const side = (value: number, low: number, high: number): -1 | 0 | 1 => {
    if (Math.abs(value - low) <= reachPixels && value < (low + high) / 2) return -1;
    return Math.abs(value - high) <= reachPixels ? 1 : 0;
  };
  const horizontal = side(point.x, left, right);
  const vertical = side(point.y, top, bottom);
  const cursor = horizontal === 0 ? (vertical === 0 ? 'move' : 'ns') : vertical === 0 ? 'ew' : horizontal === vertical ? 'nwse' : 'nesw';
  const x = (orientation.flipX ? -horizontal : horizontal) as -1 | 0 | 1;
  const y = (orientation.flipY ? -vertical : vertical) as -1 | 0 | 1;
  return orientation.transpose ? { index, x: y, y: x, cursor } : { index, x, y, cursor };
}

/** A region after its grip was dragged by whole sensor pixels; it stays on the sensor and at least one pixel wide. */
export function moveRegion(region: SensorRectangle, grip: RegionGrip, dx: number, dy: number, sensor: Extent2d): SensorRectangle {
  const along = (low: number, high: number, side: -1 | 0 | 1, by: number, limit: number): readonly [number, number] => {
    if (side < 0) return [Math.min(high - 1, Math.max(0, low + by)), high];
    if (side > 0) return [low, Math.max(low + 1, Math.min(limit, high + by))];
    const shift = Math.min(limit - high, Math.max(-low, by));
    return [low + shift, high + shift];
  };
  const middle = grip.x === 0 && grip.y === 0;
  const [x0, x1] = middle || grip.x !== 0 ? along(region.x0, region.x1, grip.x, dx, sensor.width) : [region.x0, region.x1];
  const [y0, y1] = middle || grip.y !== 0 ? along(region.y0, region.y1, grip.y, dy, sensor.height) : [region.y0, region.y1];
  return { x0, y0, x1, y1 };
}
