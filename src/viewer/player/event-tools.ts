import { type Point, rectangleBetween } from '../gpu/camera.js';
import type { Drag } from '../picture-view/canvas-gestures.js';
import { type RegionTarget, startRegionDrag } from '../picture-view/region-drags.js';
import { regionLimit, type SensorRectangle } from '../state/view-state.js';
import type { ViewStore } from '../state/view-store.js';

const probeReach = 4;

/** What tools work on. */
export interface EventToolStage {
  readonly model: { readonly store: ViewStore };
  readonly regionTarget: RegionTarget<SensorRectangle>;
}

/** What a drag of the active tool does on the picture of events; nothing: it pans. */
export function startEventTool(stage: EventToolStage, start: Point): Drag | undefined {
  const { tool } = stage.model.store.now;
  if (tool === 'region') return startRegionDrag(stage.regionTarget, start, regionLimit);
  return tool === 'probe' ? startProbe(stage) : undefined;
}

/** A click puts a small region where it points. */
function startProbe(stage: EventToolStage): Drag {
  return {
    move: () => undefined,
    end: (point) => {
      const sensor = stage.regionTarget.view.size.peek();
      const at = stage.regionTarget.view.pictureFromScreen(point);
      if (sensor === undefined || at === undefined) return;
      const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
      if (x < 0 || y < 0 || x >= sensor.width || y >= sensor.height) return;
      const region = rectangleBetween({ x: x - probeReach, y: y - probeReach }, { x: x + probeReach + 1, y: y + probeReach + 1 }, sensor);
      const kept = stage.model.store.now.regions.slice(0, regionLimit - 1);
      stage.regionTarget.replace([...kept, region], kept.length, false);
    },
    cancel: () => undefined,
  };
}
