import type { JSX } from 'preact';
import { formatClock, formatSpeed, formatWindowLength } from '../format/figures.js';
import { parseClock, parseDuration, parseSpeed } from '../format/parse-figures.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { LoopField, TransportButtons } from '../parts/transport-parts.js';
import { speedLadder, stepLadder, strideMicrosLadder } from '../state/ladders.js';
import type { PlayerModel } from './player-model.js';
import { useZero } from './use-zero.js';
import { WindowField } from './window-field.js';

/** Playing in one row: buttons, speed, window, stride, loop, and where the playhead is. */
export function Transport({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const { store } = model;
  const { speed, reverse, strideMicros, loop, aMicros, bMicros } = store.state.value;
  const zero = useZero(player);
  const extent = player.extent.value;
  const playhead = player.playheadMicros.value;
  const playing = player.playing.value;
  return (
    <div class="fl-transport" role="toolbar" aria-label="Playing">
      <TransportButtons playing={playing} reverse={reverse} />
      <div class="fl-transport-fields">
        <div class="fl-field">
          <span>speed</span>
          <NumberField
            label="Speed"
            width={6}
            value={speed}
            format={formatSpeed}
            parse={parseSpeed}
            step={(value, steps) => stepLadder(speedLadder, value, steps)}
            onChange={(value, continued) => store.dispatch({ type: 'setSpeed', speed: value }, { continued })}
          />
        </div>
        <div class="fl-field">
          <span>window</span>
          <WindowField label="Window" width={8} eventsUnit="ev" />
        </div>
        <div class="fl-field">
          <span>stride</span>
          <NumberField
            label="Stride"
            width={8}
            value={strideMicros}
            title="From one window to the next; 0 follows the display. Click to type, drag to change, arrows step"
            format={(value) => (value === 0 ? 'display' : formatWindowLength(value))}
            parse={(text) => (/^d/i.test(text.trim()) ? 0 : parseDuration(text))}
            step={(value, steps) => stepLadder(strideMicrosLadder, value, steps)}
            onChange={(micros, continued) => store.dispatch({ type: 'setStride', micros }, { continued })}
          />
        </div>
        <LoopField
          value={loop}
          hasEnds={aMicros !== undefined && bMicros !== undefined}
          onChange={(next) => store.dispatch({ type: 'setLoop', loop: next })}
        />
      </div>
      <div class="fl-transport-time">
        {playhead === undefined ? null : (
          <NumberField
            label="Time"
            width={14}
            value={playhead}
            format={(micros) => formatClock(micros - zero)}
            parse={(text) => {
              const micros = parseClock(text);
              return micros === undefined ? undefined : micros + zero;
            }}
            step={(value, steps) => value + steps * player.stepMicros()}
            onChange={(micros) => player.seek(micros)}
          />
        )}
        {extent === undefined ? null : <span class="fl-transport-end">of {formatClock(extent.toMicros - 1 - zero)}</span>}
      </div>
      <CommandButton command="inspector" icon="sliders" class="fl-narrow-only" pressed={model.inspectorOpen.value} />
    </div>
  );
}
