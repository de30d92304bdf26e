import type { Signal } from '@preact/signals';
import { type Point, rectangleBetween } from '../gpu/camera.js';
import type { SensorRectangle } from '../state/view-state.js';
import type { Drag } from './canvas-gestures.js';
import type { PictureView } from './picture-view.js';
import { gripOfBox, moveRegion, type RegionGrip } from './region-grip.js';

/** Regions of a picture, as drags change them. */
export interface RegionTarget<Region extends SensorRectangle> {
  readonly view: PictureView;
  /** The region that is being drawn. */
  readonly draft: Signal<Region | undefined>;
  regions(): readonly Region[];
  /** Replaces all of them; `index` is the one that was drawn or taken hold of. */
  replace(regions: readonly Region[], index: number, continued: boolean): void;
  /** A region of the shape that is drawn. */
  make(rectangle: SensorRectangle): Region;
}

/** The region and the side of it that is under a point; the uppermost first. */
export function gripAt<Region extends SensorRectangle>(
  { view, regions }: Pick<RegionTarget<Region>, 'view' | 'regions'>,
  point: Point,
): RegionGrip | undefined {
  const all = regions();
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const region = all[index];
    const box = region === undefined ? undefined : view.boxOf(region);
    const grip = box === undefined ? undefined : gripOfBox(box, point, index, view.orientation);
    if (grip !== undefined) return grip;
  }
  return undefined;
}

/** Draws a new region, or changes the one under the pointer by its middle or its sides. */
export function startRegionDrag<Region extends SensorRectangle>(
  target: RegionTarget<Region>,
  start: Point,
  limit: number,
): Drag | undefined {
  const { view, draft } = target;
  const size = view.size.peek();
  const from = view.pictureFromScreen(start);
  if (size === undefined || from === undefined) return undefined;
  const regions = target.regions();
  const grip = gripAt(target, start);
  const grabbed = grip === undefined ? undefined : regions[grip.index];
  if (grip !== undefined && grabbed !== undefined) {
    target.replace(regions, grip.index, true);
    return {
      move: (point, first) => {
        const to = view.pictureFromScreen(point);
        if (to === undefined) return;
        const changed = { ...grabbed, ...moveRegion(grabbed, grip, Math.round(to.x - from.x), Math.round(to.y - from.y), size) };
        const next = regions.map((region, index) => (index === grip.index ? changed : region));
        target.replace(next, grip.index, !first);
      },
      end: () => undefined,
      cancel: () => target.replace(regions, grip.index, true),
    };
  }
  let moved = false;
  return {
    move: (point) => {
      moved = true;
      const to = view.pictureFromScreen(point);
      if (to !== undefined) draft.value = target.make(rectangleBetween(from, to, size));
    },
    end: (point) => {
      draft.value = undefined;
      const to = view.pictureFromScreen(point);
      if (to === undefined || !moved) return;
      const kept = regions.slice(0, limit - 1);
      target.replace([...kept, target.make(rectangleBetween(from, to, size))], kept.length, false);
    },
    cancel: () => {
      draft.value = undefined;
    },
  };
}
