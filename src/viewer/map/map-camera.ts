import { fitProjection, type MapBounds } from '../../picture/map-projection.js';
import type { Extent2d, Point } from '../gpu/camera.js';
import { type MapCamera, zoomLimits } from '../state/map-state.js';

/** A map's coordinates as far as cameras need to know them. */
export interface MapSpace {
  readonly dims: 2 | 3;
  readonly bounds: MapBounds;
  /** Whether y grows downwards, as in images. */
  readonly yDown: boolean;
}

/** How a camera brings coordinates to the screen: `scale` pixels a unit along two directions of length one. */
export interface MapFrame {
  readonly scale: number;
  /** Directions that go right and down on the screen, and (of three dimensions) towards the viewer. */
  readonly across: readonly number[];
  readonly down: readonly number[];
  readonly near: readonly number[] | undefined;
  readonly centre: readonly number[];
  /** From coordinates to pixels; 2 rows of dims + 1 numbers. */
  readonly projection: readonly number[];
}

const margin = 0.04;
/** Maps in space leave the corners of their box empty. */
const cornerRoom = 1.3;
const firstLook = { turn: 0.6, tilt: 0.35 } as const;

/** The camera that shows everything. */
export function fitMapCamera({ dims, bounds }: MapSpace): MapCamera {
  const centre = bounds.least.map((low, dimension) => (low + bounds.greatest[dimension]!) / 2);
  return { centre, zoom: 1, ...(dims === 3 ? firstLook : { turn: 0, tilt: 0 }) };
}

/** Where everything lies on a canvas of that size. */
export function frameMap(space: MapSpace, camera: MapCamera, { width, height }: Extent2d): MapFrame {
  const { dims, bounds, yDown } = space;
  const look = { yDown, turn: camera.turn, tilt: camera.tilt };
  const fitted = fitProjection(bounds, width, height, look, margin);
  const rows = [fitted.slice(0, dims), fitted.slice(dims + 1, 2 * dims + 1)] as const;
  const fittedScale = Math.hypot(...rows[0]);
  const [across, down] = rows.map((row) => row.map((part) => part / fittedScale)) as [number[], number[]];
  // Of three dimensions everything fits from wherever it is seen, so that turning does not zoom.
  const spans = bounds.least.map((low, dimension) => bounds.greatest[dimension]! - low);
  const reach = Math.hypot(...spans) / cornerRoom;
  const whole = dims === 2 || reach === 0 ? fittedScale : (Math.min(width, height) * (1 - 2 * margin)) / reach;
  const scale = whole * camera.zoom;
  const centre = space.dims === camera.centre.length ? camera.centre : fitMapCamera(space).centre;
  const row = (axis: readonly number[], middle: number): readonly number[] => [
    ...axis.map((part) => part * scale),
    middle - scale * dot(axis, centre),
  ];
  const near = dims === 3 ? cross(down, across) : undefined;
  return { scale, across, down, near, centre, projection: [...row(across, width / 2), ...row(down, height / 2)] };
}

/** The place on the canvas of a cell's coordinates. */
export function screenFromMap({ projection }: MapFrame, coordinates: ArrayLike<number>, at = 0): Point {
  const dims = projection.length / 2 - 1;
  let [x, y] = [projection[dims]!, projection[2 * dims + 1]!];
  for (let dimension = 0; dimension < dims; dimension += 1) {
    const value = coordinates[at + dimension]!;
    x += projection[dimension]! * value;
    y += projection[dims + 1 + dimension]! * value;
  }
  return { x, y };
}

/**
 * A point of the canvas in the plane of the screen, in the map's units: of two dimensions its coordinates; of three the
 * distances along {@link planeProjection}.
 */
export function planeFromScreen(frame: MapFrame, { x, y }: Point, { width, height }: Extent2d): Point {
  const { scale, across, down, centre } = frame;
  const along = dot(across, centre) + (x - width / 2) / scale;
  const below = dot(down, centre) + (y - height / 2) / scale;
  return frame.near === undefined ? { x: along * (across[0] ?? 1), y: below * (down[1] ?? 1) } : { x: along, y: below };
}

/** The inverse of {@link planeFromScreen}. */
export function screenFromPlane(frame: MapFrame, { x, y }: Point, { width, height }: Extent2d): Point {
  const { scale, across, down, centre } = frame;
  const [along, below] = frame.near === undefined ? [x * (across[0] ?? 1), y * (down[1] ?? 1)] : [x, y];
  return { x: (along - dot(across, centre)) * scale + width / 2, y: (below - dot(down, centre)) * scale + height / 2 };
}

/** What brings three dimensions to the plane that {@link planeFromScreen} tells points of; nothing is needed for two. */
export function planeProjection({ across, down, near }: MapFrame): readonly number[] | undefined {
  return near === undefined ? undefined : [...across, 0, ...down, 0];
}

/** Moves the picture by pixels. */
export function panMap(camera: MapCamera, { across, down, scale, centre }: MapFrame, dx: number, dy: number): MapCamera {
  return { ...camera, centre: centre.map((value, at) => value - (across[at]! * dx + down[at]! * dy) / scale) };
}

/** Zooms by a factor so that what lies under a point of the canvas stays there. */
export function zoomMap(camera: MapCamera, frame: MapFrame, factor: number, point: Point, { width, height }: Extent2d): MapCamera {
  const zoom = Math.min(zoomLimits.greatest, Math.max(zoomLimits.least, camera.zoom * factor));
  const moved = 1 - camera.zoom / zoom;
  const panned = panMap(camera, frame, -(point.x - width / 2) * moved, -(point.y - height / 2) * moved);
  return { ...panned, zoom };
}

/** Turns about the vertical axis, and tilts; half a turn across the canvas. */
export function orbitMap(camera: MapCamera, dx: number, dy: number, { width, height }: Extent2d): MapCamera {
  const perPixel = Math.PI / Math.max(1, Math.min(width, height));
  const tilt = Math.min(Math.PI / 2, Math.max(-Math.PI / 2, camera.tilt + dy * perPixel));
  return { ...camera, turn: camera.turn + dx * perPixel, tilt };
}

/** How near coordinates are, 0 to 1, as 4 numbers. */
export function depthOf({ near }: MapFrame, { least, greatest }: MapBounds): readonly number[] | undefined {
  if (near === undefined) return undefined;
  const middle = least.map((low, at) => (low + greatest[at]!) / 2);
  const reach = Math.hypot(...least.map((low, at) => greatest[at]! - low)) || 1;
  return [...near.map((part) => part / reach), 0.5 - dot(near, middle) / reach];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0);
}

function cross(a: readonly number[], b: readonly number[]): readonly number[] {
  const [ax = 0, ay = 0, az = 0] = a;
  const [bx = 0, by = 0, bz = 0] = b;
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
