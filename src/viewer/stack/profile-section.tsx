import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatLength, formatValue } from '../format/quantities.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import type { PictureLine } from '../state/stack-state.js';
import { profileOf } from './plane-values.js';
import type { StackModel } from './stack-model.js';
import type { StackStageController } from './stack-stage-controller.js';

const width = 240;
const height = 64;

/** The values under the line, nearest to it, from its first end to the second. */
export function ProfileSection({ stack, stage }: { readonly stack: StackModel; readonly stage: StackStageController }): JSX.Element | null {
  const { store } = useModel();
  const line = stage.draftLine.value ?? store.state.value.stack.line;
  const plane = stack.plane.value;
  const values = useMemo(() => (plane === undefined || line === undefined ? undefined : profileOf(plane, line)), [plane, line]);
  if (line === undefined) return null;
  const finite = values?.filter((value) => Number.isFinite(value)) ?? new Float64Array(0);
  const least = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return (
    <Section
      title="Profile"
      action={
        <button
          type="button"
          class="fl-button fl-button-icon"
          aria-label="Remove the line"
          title="Remove"
          onClick={() => store.dispatch({ type: 'stack:setLine', line: undefined })}
        >
          <Icon name="close" />
        </button>
      }
    >
      <svg class="fl-profile" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label="Values along the line">
        {values === undefined || finite.length === 0 ? null : <path d={pathOf(values, least, greatest)} />}
      </svg>
      <div class="fl-row">
        <span>Values</span>
        <span class="fl-number-text">{finite.length === 0 ? '–' : `${formatValue(least)} to ${formatValue(greatest)}`}</span>
      </div>
      <div class="fl-row">
        <span>Length</span>
        <span class="fl-number-text">{lengthOf(line, stack)}</span>
      </div>
    </Section>
  );
}

function lengthOf({ x0, y0, x1, y1 }: PictureLine, stack: StackModel): string {
  const pixels = `${formatValue(Math.hypot(x1 - x0, y1 - y0), 4)}\u00a0px`;
  const size = stack.facts.value?.pixelSize;
  return size === undefined ? pixels : `${pixels} · ${formatLength(Math.hypot((x1 - x0) * size.x, (y1 - y0) * size.y), size.unit)}`;
}

function pathOf(values: Float64Array, least: number, greatest: number): string {
  const span = greatest > least ? greatest - least : 1;
  let path = '';
  let drawing = false;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (!Number.isFinite(value)) {
      drawing = false;
      continue;
    }
    const x = values.length === 1 ? 0 : (at / (values.length - 1)) * width;
    const y = height - 2 - ((value - least) / span) * (height - 4);
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  }
  return path;
}
