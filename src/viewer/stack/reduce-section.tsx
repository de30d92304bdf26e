import type { JSX } from 'preact';
import { formatPercent, formatWhole } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { Segmented } from '../parts/segmented.js';
import type { Reduction } from '../state/stack-state.js';
import { EstimateLine } from './estimate-line.js';
import { RangeFields } from './range-fields.js';
import { rangeOf } from './series.js';
import type { StackModel } from './stack-model.js';
import { placeWord } from './stack-text.js';

const labels: Readonly<Record<Reduction | 'none', string>> = {
  none: 'frame',
  mean: 'mean',
  max: 'max',
  min: 'min',
  std: 'std',
  median: 'median',
};

/** A range brought down to one picture, shown in place of the frame. */
export function ReduceSection({ stack }: { readonly stack: StackModel }): JSX.Element | null {
  const { store } = useModel();
  const state = store.state.value.stack;
  const series = stack.series.value;
  if (series === undefined || series.places < 2) return null;
  const range = rangeOf(state, series);
  const planes = stack.plane.value?.planes;
  const busy = state.reduction !== undefined && stack.waiting.value;
  return (
    <Section
      title="Show"
      action={
        state.range === undefined ? null : (
          <button
            type="button"
            class="fl-button fl-section-button"
            title="Over everything"
            onClick={() => store.dispatch({ type: 'stack:setRange', range: undefined })}
          >
            All {formatWhole(series.places)}
          </button>
        )
      }
    >
      <div class="fl-reductions">
        <Segmented<Reduction | 'none'>
          label="What is shown"
          value={state.reduction ?? 'none'}
          options={(Object.keys(labels) as (Reduction | 'none')[]).map((value) => ({
            value,
            label: value === 'none' ? placeWord(series.axis) : labels[value],
          }))}
          onChange={(value) => {
            stack.pause();
            store.dispatch({ type: 'stack:setReduction', reduction: value === 'none' ? undefined : value });
          }}
        />
      </div>
      <RangeFields
        stack={stack}
        range={range}
        onChange={(next, continued) => store.dispatch({ type: 'stack:setRange', range: next }, { continued })}
      />
      {state.reduction !== undefined && planes !== undefined && planes.done < planes.total ? (
        <div class="fl-survey">
          <progress max={planes.total} value={planes.done} aria-label="Planes that went in" />
          <div class="fl-row">
            <span class="fl-number-text">
              {formatPercent(planes.done / planes.total)} of {formatWhole(planes.total)}
            </span>
            <button type="button" class="fl-button" onClick={() => store.dispatch({ type: 'stack:setReduction', reduction: undefined })}>
              Cancel
            </button>
          </div>
        </div>
      ) : busy && planes === undefined ? (
        <p class="fl-hint">
          Reading {formatWhole(range.last - range.first + 1)} {placeWord(series.axis)}s…
        </p>
      ) : null}
      {state.reduction !== undefined && !state.operations.some(({ on }) => on) ? <EstimateLine stack={stack} /> : null}
    </Section>
  );
}
