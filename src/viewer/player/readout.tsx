import type { JSX } from 'preact';
import { formatClock, formatRate, formatSpeed, formatWhole, formatWindowLength } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import type { PlayerModel } from './player-model.js';
import { useZero } from './use-zero.js';

/** Key numbers of the shown frame on a plate of their own: fixed widths, so that nothing jitters while playing. */
export function Readout({ player }: { readonly player: PlayerModel }): JSX.Element | null {
  const model = useModel();
  const frame = player.frame.value;
  const zero = useZero(player);
  if (frame === undefined) return null;
  const { speed, reverse, window } = model.store.state.value;
  const { framesPerSecond, skipped, dropped } = player.flow.value;
  const length = Math.max(1, frame.toMicros - frame.fromMicros);
  const perSecond = (frame.events * 1_000_000) / length;
  return (
    <dl class="fl-plate fl-readout">
      <div class="fl-readout-time">
        <dt>time</dt>
        <dd class="fl-ch-14">{formatClock(frame.toMicros - zero)}</dd>
      </div>
      <div>
        <dt>window</dt>
        <dd class="fl-ch-8">{formatWindowLength(length)}</dd>
      </div>
      {window.kind === 'count' ? (
        <div>
          <dt>events</dt>
          <dd class="fl-ch-9">{formatWhole(frame.events)}</dd>
        </div>
      ) : null}
      <div class="fl-readout-rate">
        <dt>rate</dt>
        <dd class="fl-ch-10">{formatRate(perSecond)}</dd>
      </div>
      <div class="fl-readout-flow">
        <dt>speed</dt>
        <dd class="fl-ch-6">{`${reverse ? '−' : ''}${formatSpeed(speed)}`}</dd>
      </div>
      <div class="fl-readout-flow">
        <dt>shown</dt>
        <dd class="fl-ch-7">{player.playing.value ? `${framesPerSecond}\u00a0fps` : 'paused'}</dd>
      </div>
      {skipped + dropped > 0 ? (
        <div class="fl-readout-flow">
          <dt>late</dt>
          <dd>
            {skipped > 0 ? `${formatWhole(skipped)} skipped ` : ''}
            {dropped > 0 ? <span class="fl-warning-text">{formatWhole(dropped)} dropped</span> : null}
          </dd>
        </div>
      ) : null}
    </dl>
  );
}
