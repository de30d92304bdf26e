import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { parseCount, parsePlace } from '../format/parse-figures.js';
import { formatValue } from '../format/quantities.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { Segmented } from '../parts/segmented.js';
import { LoopField, TransportButtons } from '../parts/transport-parts.js';
import { frameRateLadder, stepLadder } from '../state/ladders.js';
import type { SeriesAxis } from '../state/stack-state.js';
import { countingAxes, keyOf, placesOn } from './series.js';
import type { StackModel } from './stack-model.js';
import { formatPlace, placeWord, timeOf } from './stack-text.js';

/** Playing in one row: buttons, frame rate, axes, loop, and where the playhead is. */
export function StackTransport({ stack }: { readonly stack: StackModel }): JSX.Element {
  const model = useModel();
  const { store } = model;
  const { framesPerSecond, reverse, loop, a, b, clock } = store.state.value.stack;
  const series = stack.series.value;
  const facts = stack.facts.value;
  const playhead = stack.playhead.value;
  const playing = stack.playing.value;
  const single = series === undefined || series.places < 2;
  const time = series === undefined || playhead === undefined || clock === 'number' ? undefined : timeOf(playhead, series, facts);
  return (
    <div class="fl-transport" role="toolbar" aria-label="Playing">
      <TransportButtons playing={playing} reverse={reverse} disabled={single} />
      <div class="fl-transport-fields">
        <div class="fl-field">
          <span>rate</span>
          <NumberField
            label="Frame rate"
            width={7}
            value={framesPerSecond}
            format={(value) => `${formatValue(value, 3)}\u00a0fps`}
            parse={(text) => {
              const rate = Number(text.replace(/\s*fps$/i, ''));
              return Number.isFinite(rate) && rate > 0 ? rate : undefined;
            }}
            step={(value, steps) => stepLadder(frameRateLadder, value, steps)}
            onChange={(value, continued) => store.dispatch({ type: 'stack:setFrameRate', framesPerSecond: value }, { continued })}
          />
        </div>
        <LoopField
          value={loop}
          hasEnds={a !== undefined && b !== undefined}
          onChange={(next) => store.dispatch({ type: 'stack:setLoop', loop: next })}
        />
        <AxisFields stack={stack} />
      </div>
      <div class="fl-transport-time">
        {time === undefined ? null : <span class="fl-transport-end fl-transport-clock">{time}</span>}
        {series === undefined || playhead === undefined ? null : (
          <NumberField
            label={`Shown ${placeWord(series.axis)}`}
            width={8}
            value={playhead}
            format={formatPlace}
            parse={(text) => parsePlace(text, facts?.frameIntervalSeconds)}
            step={(value, steps) => value + steps}
            onChange={(place) => stack.seek(place)}
          />
        )}
        {series === undefined ? null : (
          <span class="fl-transport-end">
            of {series.exactness === 'exact' ? '' : '≈\u00a0'}
            {formatWhole(series.places)}
          </span>
        )}
      </div>
      <CommandButton command="inspector" icon="sliders" class="fl-narrow-only" pressed={model.inspectorOpen.value} />
    </div>
  );
}

/** Which axis plays, and the place on each of the others; only where there is more than one. */
export function AxisFields({ stack }: { readonly stack: StackModel }): JSX.Element | null {
  const { store } = useModel();
  const facts = stack.facts.value;
  const series = stack.series.value;
  const axes = facts === undefined ? [] : countingAxes(facts);
  if (facts === undefined || series === undefined || axes.length < 2) return null;
  return (
    <>
      <div class="fl-field">
        <span>along</span>
        <Segmented<SeriesAxis>
          label="Axis that plays"
          value={series.axis}
          options={axes.map((axis) => ({ value: axis, label: axis, title: `Play along ${axis}` }))}
          onChange={(axis) => {
            stack.pause();
            store.dispatch({ type: 'stack:setAxis', axis });
          }}
        />
      </div>
      {axes
        .filter((axis) => axis !== series.axis)
        .map((axis) => (
          <div key={axis} class="fl-field">
            <span>{axis}</span>
            <NumberField
              label={`Shown ${placeWord(axis)}`}
              width={5}
              value={store.state.value.stack.place[keyOf(axis)]}
              format={formatPlace}
              parse={parseCount}
              step={(value, steps) => value + steps}
              onChange={(place) =>
                store.dispatch({ type: 'stack:seek', place: { [keyOf(axis)]: Math.min(placesOn(facts, axis) - 1, Math.max(0, place)) } })
              }
            />
            <span class="fl-muted">of {formatWhole(placesOn(facts, axis))}</span>
          </div>
        ))}
    </>
  );
}
