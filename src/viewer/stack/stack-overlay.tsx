import type { JSX } from 'preact';
import { useModel } from '../parts/model-context.js';
import { remPixels } from '../parts/use-size.js';
import type { PictureLine, PlaneShape } from '../state/stack-state.js';
import type { StackStageController } from './stack-stage-controller.js';

/** Regions and the line on the picture, and what is being drawn. */
export function StackOverlay({ stage }: { readonly stage: StackStageController }): JSX.Element {
  const { store } = useModel();
  const { stack, tool } = store.state.value;
  const { width, height } = stage.view.viewport.value;
  const draft = stage.draft.value;
  const line = stage.draftLine.value ?? stack.line;
  const size = stage.view.size.value;
  const edge = size === undefined ? undefined : stage.view.boxOf({ x0: 0, y0: 0, x1: size.width, y1: size.height });
  const editing = tool === 'region' || tool === 'ellipse';
  return (
    <svg class="fl-overlay fl-on-dark" viewBox={`0 0 ${Math.max(1, width)} ${Math.max(1, height)}`} aria-hidden="true">
      {edge === undefined ? null : (
        <rect class="fl-sensor-edge" x={edge.left} y={edge.top} width={edge.right - edge.left} height={edge.bottom - edge.top} />
      )}
      {stack.regions.map((region, index) => (
        <Region key={index} stage={stage} region={region} label={`R${index + 1}`} chosen={index === stack.region} handles={editing} />
      ))}
      {draft === undefined ? null : (
        <Region stage={stage} region={draft} label={`${draft.x1 - draft.x0} × ${draft.y1 - draft.y0}`} chosen handles={false} />
      )}
      {line === undefined ? null : <Line stage={stage} line={line} handles={tool === 'line'} />}
    </svg>
  );
}

interface RegionProps {
  readonly stage: StackStageController;
  readonly region: PlaneShape;
  readonly label: string;
  readonly chosen: boolean;
  readonly handles: boolean;
}

function Region({ stage, region, label, chosen, handles }: RegionProps): JSX.Element | null {
  const box = stage.view.boxOf(region);
  if (box === undefined) return null;
  const { left, top, right, bottom } = box;
  const unit = remPixels() / 16;
  const shape = (name: string): JSX.Element =>
    region.kind === 'rectangle' ? (
      <rect class={name} x={left} y={top} width={right - left} height={bottom - top} />
    ) : (
      <ellipse class={name} cx={(left + right) / 2} cy={(top + bottom) / 2} rx={(right - left) / 2} ry={(bottom - top) / 2} />
    );
  const corners = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ] as const;
  return (
    <g class={`fl-region${chosen ? ' fl-region-chosen' : ''}`}>
      {shape('fl-region-halo')}
      {shape('fl-region-line')}
      {handles
        ? corners.map(([x, y]) => (
            <rect key={`${x} ${y}`} class="fl-region-handle" x={x - 3.5 * unit} y={y - 3.5 * unit} width={7 * unit} height={7 * unit} />
          ))
        : null}
      <text class="fl-region-label" x={left} y={top < 24 * unit ? bottom + 15 * unit : top - 7 * unit}>
        {label}
      </text>
    </g>
  );
}

function Line({
  stage,
  line,
  handles,
}: {
  readonly stage: StackStageController;
  readonly line: PictureLine;
  readonly handles: boolean;
}): JSX.Element | null {
  const a = stage.view.screenFromPicture({ x: line.x0, y: line.y0 });
  const b = stage.view.screenFromPicture({ x: line.x1, y: line.y1 });
  if (a === undefined || b === undefined) return null;
  const unit = remPixels() / 16;
  return (
    <g class="fl-region">
      <line class="fl-region-halo" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      <line class="fl-region-line" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      {[a, b].map(({ x, y }, end) => (
        <circle key={end} class="fl-region-handle" cx={x} cy={y} r={(handles ? 4.5 : 3) * unit} />
      ))}
    </g>
  );
}
