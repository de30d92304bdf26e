import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import { keyOf, rangeOf } from './series.js';
import type { StackModel } from './stack-model.js';
import { chainFormula, formatPlace, placeWord, reductionTitles, timeOf } from './stack-text.js';

/** Key numbers of the shown frame on a plate of their own: fixed widths, so that nothing jitters while playing. */
export function StackReadout({ stack }: { readonly stack: StackModel }): JSX.Element | null {
  const state = useModel().store.state.value.stack;
  const plane = stack.plane.value;
  const series = stack.series.value;
  if (plane === undefined || series === undefined) return null;
  const place = plane.place[keyOf(series.axis)];
  const time = timeOf(place, series, stack.facts.value);
  const formula = chainFormula(state.operations);
  const { framesPerSecond, skipped, dropped } = stack.flow.value;
  const range = rangeOf(state, series);
  const silent = series.places < 2 && formula === '' && plane.file === undefined && plane.notFinite === 0;
  if (silent) return null;
  return (
    <dl class="fl-plate fl-readout">
      {series.places < 2 ? null : state.reduction === undefined ? (
        <div>
          <dt>{placeWord(series.axis)}</dt>
          <dd class={`fl-ch-${widthOf(formatPlace(series.places - 1))}`}>{formatPlace(place)}</dd>
        </div>
      ) : (
        <div>
          <dt>{reductionTitles[state.reduction].toLowerCase()} of</dt>
          <dd>
            {formatPlace(range.first)} – {formatPlace(range.last)}
          </dd>
        </div>
      )}
      {time === undefined || state.reduction !== undefined || series.places < 2 ? null : (
        <div class="fl-readout-time">
          <dt>time</dt>
          <dd class={`fl-ch-${widthOf(timeOf(series.places - 1, series, stack.facts.value) ?? '')}`}>{time}</dd>
        </div>
      )}
      {formula === '' ? null : (
        <div class="fl-readout-flow">
          <dt>shown</dt>
          <dd>{formula}</dd>
        </div>
      )}
      {plane.file === undefined ? null : (
        <div class="fl-readout-flow fl-readout-file">
          <dt>file</dt>
          <dd>{plane.file}</dd>
        </div>
      )}
      {stack.playing.value ? (
        <div class="fl-readout-flow">
          <dt>rate</dt>
          <dd class="fl-ch-7">{`${framesPerSecond}\u00a0fps`}</dd>
        </div>
      ) : null}
      {skipped + dropped > 0 ? (
        <div class="fl-readout-flow">
          <dt>late</dt>
          <dd>
            {skipped > 0 ? `${formatWhole(skipped)} skipped ` : ''}
            {dropped > 0 ? <span class="fl-warning-text">{formatWhole(dropped)} dropped</span> : null}
          </dd>
        </div>
      ) : null}
      {plane.notFinite > 0 ? (
        <div class="fl-readout-flow">
          <dt>not finite</dt>
          <dd>{formatWhole(plane.notFinite)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** Characters that the longest of its kind takes, as the style sheet has them. */
function widthOf(longest: string): number {
  const { length } = longest;
  return length <= 10 ? Math.max(5, length) : length <= 12 ? 12 : 14;
}
