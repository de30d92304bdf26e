import { type Extent2d, orientedFromSensor, rotateClockwise, sensorFromOriented } from '../gpu/camera.js';
import type { Operation, PlaneShape } from '../state/stack-state.js';
import type { Orientation, SensorRectangle } from '../state/view-state.js';

/** What the operations make of the place of pixels: what is left of the plane of the file, and how that is turned. */
export interface Geometry {
  readonly crop: SensorRectangle;
  readonly orientation: Orientation;
}

/** The geometry of the operations that are switched on: first all crops, in pixels of the file, then all turns. */
export function geometryOf(operations: readonly Operation[], { width, height }: Extent2d): Geometry {
  let crop: SensorRectangle = { x0: 0, y0: 0, x1: width, y1: height };
  let orientation: Orientation = { transpose: false, flipX: false, flipY: false };
  for (const { step, on } of operations) {
    if (!on) continue;
    if (step.kind === 'crop') crop = intersection(crop, step.rectangle);
    else if (step.kind === 'flipX') orientation = { ...orientation, flipX: !orientation.flipX };
    else if (step.kind === 'flipY') orientation = { ...orientation, flipY: !orientation.flipY };
    else if (step.kind === 'rotate') orientation = rotateClockwise(orientation);
  }
  return { crop, orientation };
}

/** A rectangle of the picture in pixels of the file. */
export function fileFromShown({ x0, y0, x1, y1 }: SensorRectangle, { crop, orientation }: Geometry): SensorRectangle {
  const size = { width: crop.x1 - crop.x0, height: crop.y1 - crop.y0 };
  const a = sensorFromOriented({ x: x0, y: y0 }, size, orientation);
  const b = sensorFromOriented({ x: x1, y: y1 }, size, orientation);
  return {
    x0: crop.x0 + Math.min(a.x, b.x),
    y0: crop.y0 + Math.min(a.y, b.y),
    x1: crop.x0 + Math.max(a.x, b.x),
    y1: crop.y0 + Math.max(a.y, b.y),
  };
}

/** A rectangle of the file in pixels of the picture, as far as it is on it; nothing where it is not. */
export function shownFromFile(rectangle: SensorRectangle, { crop, orientation }: Geometry): SensorRectangle | undefined {
  const { x0, y0, x1, y1 } = intersection(rectangle, crop);
  if (x1 <= x0 || y1 <= y0) return undefined;
  const size = { width: crop.x1 - crop.x0, height: crop.y1 - crop.y0 };
  const a = orientedFromSensor({ x: x0 - crop.x0, y: y0 - crop.y0 }, size, orientation);
  const b = orientedFromSensor({ x: x1 - crop.x0, y: y1 - crop.y0 }, size, orientation);
  return { x0: Math.min(a.x, b.x), y0: Math.min(a.y, b.y), x1: Math.max(a.x, b.x), y1: Math.max(a.y, b.y) };
}

/** Regions of one geometry where they lie in another; those that are cut away go. */
export function moveShapes(shapes: readonly PlaneShape[], before: Geometry, after: Geometry): readonly PlaneShape[] {
  return shapes.flatMap((shape) => {
    const moved = shownFromFile(fileFromShown(shape, before), after);
    return moved === undefined ? [] : [{ kind: shape.kind, ...moved }];
  });
}

function intersection(a: SensorRectangle, b: SensorRectangle): SensorRectangle {
  return { x0: Math.max(a.x0, b.x0), y0: Math.max(a.y0, b.y0), x1: Math.min(a.x1, b.x1), y1: Math.min(a.y1, b.y1) };
}
