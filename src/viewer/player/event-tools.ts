import { type Point, rectangleBetween } from '../gpu/camera.js';
import type { Drag } from '../picture-view/canvas-gestures.js';
import { startRegionDrag } from '../picture-view/region-drags.js';
import { regionLimit } from '../state/view-state.js';
import type { StageController } from './stage-controller.js';

const probeReach = 4;

/** What a drag of the active tool does on the picture of events; nothing: it pans. */
export function startEventTool(stage: StageController, start: Point): Drag | undefined {
  const { tool } = stage.model.store.now;
  if (tool === 'region') return startRegionDrag(stage.regionTarget, start, regionLimit);
  return tool === 'probe' ? startProbe(stage) : undefined;
}

/** A click puts a small region where it points. */
function startProbe(stage: StageController): Drag {
  return {
    move: () => undefined,
    end: (point) => {
      const sensor = stage.view.size.peek();
      const at = stage.view.pictureFromScreen(point);
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
