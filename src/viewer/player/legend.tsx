import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { eventPalettes, type Rgb } from '../../picture/palettes.js';
import { formatDuration } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import type { StageController } from './stage-controller.js';
import { representationNames } from './stage-text.js';

/** What the colours of a view mean, with the values at the ends of the scale; with its name where there are others beside it. */
export function Legend({ stage, named }: { readonly stage: StageController; readonly named: boolean }): JSX.Element | null {
  const { store } = useModel();
  const gradient = useId();
  const frame = stage.frame.value;
  if (frame === undefined) return null;
  const { tauMicros } = store.state.value;
  const { background, on, off } = eventPalettes[stage.look.value.palette];
  const name = named ? <b>{representationNames[frame.representation]}</b> : null;
  const { lo, hi } = stage.drawnLevels.value;
  if (frame.representation === 'polarity') {
    return (
      <div class="fl-plate fl-legend">
        {name}
        <Swatch color={on} /> on <Swatch color={off} /> off
      </div>
    );
  }
  const value = (magnitude: number): string => {
    if (frame.representation !== 'timeSurface') return `${Math.round(magnitude * 10) / 10}`;
    if (magnitude >= 32_767) return 'now';
    return magnitude <= 0 ? 'older' : formatDuration(Math.round(-tauMicros * Math.log(magnitude / 32_767)));
  };
  return (
    <div class="fl-plate fl-legend">
      {name}
      <span>off {value(hi)}</span>
      <svg class="fl-legend-scale" viewBox="0 0 120 10" preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <linearGradient id={gradient}>
            <stop offset="0" stop-color={css(off)} />
            <stop offset="0.5" stop-color={css(background)} />
            <stop offset="1" stop-color={css(on)} />
          </linearGradient>
        </defs>
        <rect width="120" height="10" fill={`url(#${gradient})`} />
      </svg>
      <span>on {value(hi)}</span>
      {lo > 0 ? <span class="fl-muted">from {value(lo)}</span> : null}
    </div>
  );
}

function Swatch({ color }: { readonly color: Rgb }): JSX.Element {
  return (
    <svg class="fl-swatch" viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="1.5" fill={css(color)} />
    </svg>
  );
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
