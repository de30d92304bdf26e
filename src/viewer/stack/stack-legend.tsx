import type { JSX } from 'preact';
import { formatEnds, formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import { ColourBar } from './colour-bar.js';
import type { StackStageController } from './stack-stage-controller.js';

/** What the colours mean, with the values at the ends of the scale. */
export function StackLegend({ stage }: { readonly stage: StackStageController }): JSX.Element | null {
  const { colormap, gamma, log } = useModel().store.state.value.stack;
  const plane = stage.stack.plane.value;
  const facts = stage.stack.facts.value;
  if (plane === undefined || plane.channels >= 3) return null;
  if (facts?.photometric === 'palette' && stage.stored) return null;
  const { lo, hi } = stage.drawnLevels.value;
  const [low, high] = formatEnds(lo, hi, 4);
  return (
    <div class="fl-plate fl-legend">
      <span>{low}</span>
      <ColourBar colormap={colormap} reversed={facts?.photometric === 'white-is-zero'} class="fl-legend-scale" />
      <span>{high}</span>
      {log ? <span class="fl-muted">log</span> : null}
      {gamma === 1 ? null : <span class="fl-muted">γ {formatValue(gamma, 3)}</span>}
    </div>
  );
}
