import type { Signal } from '@preact/signals';
import type { Point } from '../gpu/camera.js';
import type { Drag } from '../picture-view/canvas-gestures.js';
import type { CellSet, SelectionStep } from '../state/map-state.js';
import { type MapFrame, planeFromScreen, planeProjection } from './map-camera.js';
import type { MapModel } from './map-model.js';
import type { MapView } from './map-view.js';

/** What selecting on a canvas needs of it. */
export interface SelectingStage {
  readonly view: MapView;
  readonly draft: Signal<PolygonDraft | undefined>;
  readonly map: MapModel;
}

/** A shape that is being drawn, points of the canvas. */
export interface PolygonDraft {
  readonly points: readonly Point[];
  readonly op: SelectionOp;
}

export type SelectionOp = 'replace' | SelectionStep['op'];

/** Points of a lasso that are nearer than this to the line between others say nothing. */
const tolerancePixels = 0.75;
const mostPoints = 400;

/** What modifiers make of a selection: Shift adds, Alt subtracts, both intersect. */
export function selectionOp({ shiftKey, altKey }: Pick<MouseEvent, 'shiftKey' | 'altKey'>): SelectionOp {
  if (shiftKey && altKey) return 'intersect';
  return shiftKey ? 'add' : altKey ? 'subtract' : 'replace';
}

/** Selects the cells within a rectangle of the screen. */
export function rectangleDrag(stage: SelectingStage, start: Point, event: PointerEvent): Drag {
  const op = selectionOp(event);
  return polygonDrag(stage, op, (point) => [start, { x: point.x, y: start.y }, point, { x: start.x, y: point.y }]);
}

/** Selects the cells within a line drawn around them. */
export function lassoDrag(stage: SelectingStage, start: Point, event: PointerEvent): Drag {
  const op = selectionOp(event);
  const points: Point[] = [start];
  return polygonDrag(stage, op, (point) => {
    const last = points.at(-1);
    if (last === undefined || Math.hypot(point.x - last.x, point.y - last.y) >= 2) points.push(point);
    return [...points];
  });
}

function polygonDrag(stage: SelectingStage, op: SelectionOp, shapeOf: (point: Point) => readonly Point[]): Drag {
  let moved = false;
  return {
    move: (point) => {
      moved = true;
      stage.draft.value = { points: shapeOf(point), op };
    },
    end: (point) => {
      stage.draft.value = undefined;
      const polygon = simplify(shapeOf(point), tolerancePixels);
      if (!moved || polygon.length < 3) {
        // A click beside everything lets go of what is selected.
        if (op === 'replace') stage.map.selectNothing();
        return;
      }
      const set = polygonSet(stage, polygon);
      if (set === undefined) return;
      if (op === 'replace') stage.map.select({ op: 'add', set }, true);
      else stage.map.select({ op, set }, false);
    },
    cancel: () => {
      stage.draft.value = undefined;
    },
  };
}

/** The cells within a polygon of the screen. */
function polygonSet(stage: SelectingStage, polygon: readonly Point[]): CellSet | undefined {
  const frame = stage.view.frame.peek();
  const points = stage.map.points.points.peek();
  if (frame === undefined || points === undefined) return undefined;
  const viewport = stage.view.viewport.peek();
  const plane = polygon.map((point) => planeFromScreen(frame, point, viewport));
  const { embedding } = points;
  // Along one axis the height of the heap says nothing about a cell.
  if (points.fileDims === 1) return rangeOf(embedding, plane);
  const projection = planeProjection(frame);
  return {
    kind: 'polygon',
    embedding,
    points: plane.map(({ x, y }) => [roundFor(frame, x), roundFor(frame, y)] as const),
    ...(projection === undefined ? {} : { projection }),
  };
}

function rangeOf(embedding: string, plane: readonly Point[]): CellSet {
  const xs = plane.map(({ x }) => x);
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const points = [
    [from, -1],
    [to, -1],
    [to, 1],
    [from, 1],
  ] as const;
  return { kind: 'polygon', embedding, points, projection: [1, 0, 0, 0] };
}

/** To a hundredth of a pixel, so that links stay short. */
function roundFor({ scale }: MapFrame, value: number): number {
  const digits = Math.min(15, Math.max(0, Math.ceil(Math.log10(100 * scale))));
  return Number(value.toFixed(digits)) + 0;
}

/** Leaves out points within `tolerance` of the line between the others (D. Douglas and T. Peucker, 1973). */
export function simplify(points: readonly Point[], tolerance: number): readonly Point[] {
  if (points.length <= 4) return points;
  const kept = new Uint8Array(points.length);
  kept[0] = 1;
  kept[points.length - 1] = 1;
  const open: (readonly [from: number, to: number])[] = [[0, points.length - 1]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    let farthest = 0;
    let at = -1;
    for (let index = from + 1; index < to; index += 1) {
      const distance = distanceToLine(points[index]!, points[from]!, points[to]!);
      if (distance > farthest) [farthest, at] = [distance, index];
    }
    if (at < 0 || farthest <= tolerance) continue;
    kept[at] = 1;
    open.push([from, at], [at, to]);
  }
  const simple = points.filter((_, index) => kept[index] === 1);
  return simple.length <= mostPoints ? simple : simplify(points, tolerance * 2);
}

function distanceToLine(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point.x - a.x, point.y - a.y);
  return Math.abs((point.x - a.x) * dy - (point.y - a.y) * dx) / length;
}
