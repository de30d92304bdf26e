import type { Camera, Orientation, SensorRectangle } from '../state/view-state.js';

/** A length in two directions; its unit is the caller's. */
export interface Extent2d {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const greatestScale = 64;

/** Size of a sensor as it lies on the screen. */
export function orientedSize(sensor: Extent2d, orientation: Orientation): Extent2d {
  return orientation.transpose ? { width: sensor.height, height: sensor.width } : sensor;
}

/** Continuous sensor coordinates of a point given in oriented ones. */
export function sensorFromOriented(point: Point, sensor: Extent2d, orientation: Orientation): Point {
  const size = orientedSize(sensor, orientation);
  const x = orientation.flipX ? size.width - point.x : point.x;
  const y = orientation.flipY ? size.height - point.y : point.y;
  return orientation.transpose ? { x: y, y: x } : { x, y };
}

/** The inverse of {@link sensorFromOriented}. */
export function orientedFromSensor(point: Point, sensor: Extent2d, orientation: Orientation): Point {
  const size = orientedSize(sensor, orientation);
  const x = orientation.transpose ? point.y : point.x;
  const y = orientation.transpose ? point.x : point.y;
  return { x: orientation.flipX ? size.width - x : x, y: orientation.flipY ? size.height - y : y };
}

/** The camera that shows the whole sensor in the middle of the viewport. */
export function fitCamera(sensor: Extent2d, orientation: Orientation, viewport: Extent2d): Camera {
  const size = orientedSize(sensor, orientation);
  const scale = Math.max(1e-3, Math.min(viewport.width / size.width, viewport.height / size.height));
  return { centerX: size.width / 2, centerY: size.height / 2, scale };
}

export function orientedFromScreen(point: Point, camera: Camera, viewport: Extent2d): Point {
  return {
    x: (point.x - viewport.width / 2) / camera.scale + camera.centerX,
    y: (point.y - viewport.height / 2) / camera.scale + camera.centerY,
  };
}

export function screenFromOriented(point: Point, camera: Camera, viewport: Extent2d): Point {
  return {
    x: (point.x - camera.centerX) * camera.scale + viewport.width / 2,
    y: (point.y - camera.centerY) * camera.scale + viewport.height / 2,
  };
}

/** Zooms by `factor` so that what lies under `point` stays there. */
export function zoomAt(camera: Camera, factor: number, point: Point, viewport: Extent2d, leastScale: number): Camera {
  const scale = Math.min(greatestScale, Math.max(Math.min(leastScale, greatestScale), camera.scale * factor));
  const held = orientedFromScreen(point, camera, viewport);
  return {
    centerX: held.x - (point.x - viewport.width / 2) / scale,
    centerY: held.y - (point.y - viewport.height / 2) / scale,
    scale,
  };
}

/** Moves the picture by screen pixels; its middle never leaves the sensor, so that it cannot get lost. */
export function panBy(camera: Camera, dx: number, dy: number, size: Extent2d): Camera {
  return {
    centerX: Math.min(size.width, Math.max(0, camera.centerX - dx / camera.scale)),
    centerY: Math.min(size.height, Math.max(0, camera.centerY - dy / camera.scale)),
    scale: camera.scale,
  };
}

/** The orientation after the picture on the screen is turned by a quarter clockwise. */
export function rotateClockwise(orientation: Orientation): Orientation {
  return { transpose: !orientation.transpose, flipX: !orientation.flipY, flipY: orientation.flipX };
}

/** Whole sensor pixels between two points, ends included, clipped to the sensor. */
export function rectangleBetween(a: Point, b: Point, sensor: Extent2d): SensorRectangle {
  const clip = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
  return {
    x0: clip(Math.floor(Math.min(a.x, b.x)), sensor.width),
    y0: clip(Math.floor(Math.min(a.y, b.y)), sensor.height),
    x1: clip(Math.ceil(Math.max(a.x, b.x)), sensor.width),
    y1: clip(Math.ceil(Math.max(a.y, b.y)), sensor.height),
  };
}
