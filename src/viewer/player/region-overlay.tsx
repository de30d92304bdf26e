import type { JSX } from 'preact';
import { formatRate } from '../format/figures.js';
import type { Point } from '../gpu/camera.js';
import { useModel } from '../parts/model-context.js';
import type { StageController } from './stage-controller.js';

export interface RegionOverlayProps {
  readonly stage: StageController;
  /** Where the cursor points in sensor pixels while it is over another view. */
  readonly echo: Point | undefined;
}

/** Regions on the picture with their rates, the one that is being drawn, and what the cursor points at in another view. */
export function RegionOverlay({ stage, echo }: RegionOverlayProps): JSX.Element {
  const { store } = useModel();
  const { regions, tool } = store.state.value;
  const frame = stage.player.frame.value;
  const draft = stage.draft.value;
  const { width, height } = stage.view.viewport.value;
  const all = draft === undefined ? regions : [...regions, draft];
  const sensor = stage.view.size.value;
  const pointed = echo === undefined ? undefined : stage.view.screenFromPicture(echo);
  const edge = sensor === undefined ? undefined : stage.view.boxOf({ x0: 0, y0: 0, x1: sensor.width, y1: sensor.height });
  return (
    <svg class="fl-overlay" viewBox={`0 0 ${Math.max(1, width)} ${Math.max(1, height)}`} aria-hidden="true">
      {edge === undefined ? null : (
        <rect class="fl-sensor-edge" x={edge.left} y={edge.top} width={edge.right - edge.left} height={edge.bottom - edge.top} />
      )}
      {all.map((region, index) => {
        const box = stage.view.boxOf(region);
        if (box === undefined) return null;
        const counts = frame?.regions[index];
        const isDraft = index >= regions.length;
        const length = frame === undefined ? 1 : Math.max(1, frame.toMicros - frame.fromMicros);
        const rate = counts === undefined || isDraft ? '' : ` ${formatRate(((counts[0] + counts[1]) * 1_000_000) / length)}`;
        const label = isDraft ? `${region.x1 - region.x0} × ${region.y1 - region.y0}` : `R${index + 1}${rate}`;
        const below = box.top < 24;
        return (
          <g key={index} class="fl-region">
            <rect class="fl-region-halo" x={box.left} y={box.top} width={box.right - box.left} height={box.bottom - box.top} />
            <rect class="fl-region-line" x={box.left} y={box.top} width={box.right - box.left} height={box.bottom - box.top} />
            {tool === 'region' && !isDraft
              ? [
                  [box.left, box.top],
                  [box.right, box.top],
                  [box.left, box.bottom],
                  [box.right, box.bottom],
                ].map(([x = 0, y = 0]) => <rect key={`${x} ${y}`} class="fl-region-handle" x={x - 3.5} y={y - 3.5} width="7" height="7" />)
              : null}
            <text class="fl-region-label" x={box.left} y={below ? box.bottom + 15 : box.top - 7}>
              {label}
            </text>
          </g>
        );
      })}
      {pointed === undefined ? null : (
        <g class="fl-region fl-echo">
          {['fl-region-halo', 'fl-region-line'].map((stroke) => (
            <path key={stroke} class={stroke} d={crossAt(pointed)} />
          ))}
        </g>
      )}
    </svg>
  );
}

/** Four short lines around a point that leave it free. */
function crossAt({ x, y }: Point): string {
  return `M${x - 9} ${y}h6M${x + 3} ${y}h6M${x} ${y - 9}v6M${x} ${y + 3}v6`;
}
