import type { Signal } from '@preact/signals';
import type { Point } from '../gpu/camera.js';
import type { Drag } from '../picture-view/canvas-gestures.js';
import type { PictureView } from '../picture-view/picture-view.js';
import { type RegionTarget, startRegionDrag } from '../picture-view/region-drags.js';
import { type PictureLine, type PlaneShape, stackRegionLimit } from '../state/stack-state.js';
import type { ViewStore } from '../state/view-store.js';

const probeReach = 2;
const lineReachPixels = 9;

/** What tools work on. */
export interface StackToolStage {
  readonly model: { readonly store: ViewStore };
  readonly view: PictureView;
  readonly regionTarget: RegionTarget<PlaneShape>;
  readonly draftLine: Signal<PictureLine | undefined>;
}

/** What a drag of the active tool does on the picture of a stack; nothing: it pans. */
export function startStackTool(stage: StackToolStage, start: Point): Drag | undefined {
  const { tool } = stage.model.store.now;
  if (tool === 'region' || tool === 'ellipse') return startRegionDrag(stage.regionTarget, start, stackRegionLimit);
  if (tool === 'line') return startLine(stage, start);
  return tool === 'probe' ? startProbe(stage) : undefined;
}

/** A click puts a small region where it points, whose trace the strip shows. */
function startProbe(stage: StackToolStage): Drag {
  return {
    move: () => undefined,
    end: (point) => {
      const size = stage.view.size.peek();
      const at = stage.view.pictureFromScreen(point);
      if (size === undefined || at === undefined) return;
      const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
      if (x < 0 || y < 0 || x >= size.width || y >= size.height) return;
      const region: PlaneShape = {
        kind: 'rectangle',
        x0: Math.max(0, x - probeReach),
        y0: Math.max(0, y - probeReach),
        x1: Math.min(size.width, x + probeReach + 1),
        y1: Math.min(size.height, y + probeReach + 1),
      };
      const kept = stage.regionTarget.regions().slice(0, stackRegionLimit - 1);
      stage.regionTarget.replace([...kept, region], kept.length, false);
    },
    cancel: () => undefined,
  };
}

type LineGrip = 'start' | 'end' | 'whole';

/** What of the line is under a point of the canvas. */
export function lineGripAt(stage: StackToolStage, point: Point): LineGrip | undefined {
  const { line } = stage.model.store.now.stack;
  if (line === undefined) return undefined;
  const a = stage.view.screenFromPicture({ x: line.x0, y: line.y0 });
  const b = stage.view.screenFromPicture({ x: line.x1, y: line.y1 });
  if (a === undefined || b === undefined) return undefined;
  if (Math.hypot(point.x - a.x, point.y - a.y) <= lineReachPixels) return 'start';
  if (Math.hypot(point.x - b.x, point.y - b.y) <= lineReachPixels) return 'end';
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = Math.min(1, Math.max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / Math.max(1e-9, dx * dx + dy * dy)));
  return Math.hypot(point.x - a.x - share * dx, point.y - a.y - share * dy) <= lineReachPixels ? 'whole' : undefined;
}

function startLine(stage: StackToolStage, start: Point): Drag | undefined {
  const { store } = stage.model;
  const before = store.now.stack.line;
  const from = stage.view.pictureFromScreen(start);
  if (from === undefined) return undefined;
  const grip = lineGripAt(stage, start);
  const lineTo = (to: Point): PictureLine => {
    if (before === undefined || grip === undefined) return { x0: from.x, y0: from.y, x1: to.x, y1: to.y };
    if (grip === 'start') return { ...before, x0: to.x, y0: to.y };
    if (grip === 'end') return { ...before, x1: to.x, y1: to.y };
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    return { x0: before.x0 + dx, y0: before.y0 + dy, x1: before.x1 + dx, y1: before.y1 + dy };
  };
  return {
    move: (point) => {
      const to = stage.view.pictureFromScreen(point);
      if (to !== undefined) stage.draftLine.value = lineTo(to);
    },
    end: () => {
      const line = stage.draftLine.peek();
      stage.draftLine.value = undefined;
      if (line !== undefined) store.dispatch({ type: 'stack:setLine', line });
    },
    cancel: () => {
      stage.draftLine.value = undefined;
    },
  };
}
