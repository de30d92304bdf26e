import type { JSX } from 'preact';
import { eventPaletteNames, eventPalettes } from '../../picture/palettes.js';
import { formatDuration } from '../format/figures.js';
import { parseDuration } from '../format/parse-figures.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { Section } from '../parts/section.js';
import { Segmented } from '../parts/segmented.js';
import { commandById } from '../state/commands/commands.js';
import { stepLadder, strideMicrosLadder, windowMicrosLadder } from '../state/ladders.js';
import { type PaletteId, type Representation, viewCounts } from '../state/looks.js';
import type { PlayerStage } from './player-stage.js';
import { representationNames } from './stage-text.js';
import { WindowField } from './window-field.js';

/** How events are made into a picture, in the focused view where there are several. */
export function ViewSection({ stage }: { readonly stage: PlayerStage }): JSX.Element {
  const model = useModel();
  const { store } = model;
  const state = store.state.value;
  const { window, levels, representation } = state;
  const drawn = stage.focused.value.drawnLevels.value;
  const panes = stage.panes.value;
  const which = panes.findIndex(({ focused }) => focused);
  const palette = eventPalettes[state.palette];
  return (
    <Section title={panes.length > 1 ? `View ${which + 1} of ${panes.length}` : 'View'}>
      {model.room.value === 'narrow' ? null : (
        <div class="fl-row">
          <span>Views</span>
          <Segmented
            label="Views side by side"
            value={`${state.views}`}
            options={viewCounts.map((count) => ({ value: `${count}`, label: `${count}`, title: commandById(`views-${count}`).title }))}
            onChange={(count) => commandById(`views-${count}`).run(model, 1)}
          />
        </div>
      )}
      <label class="fl-row">
        <span>Show</span>
        <select
          class="fl-select"
          value={representation}
          onChange={(event) => store.dispatch({ type: 'setRepresentation', representation: event.currentTarget.value as Representation })}
        >
          {Object.entries(representationNames).map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="fl-row">
        <span>Palette</span>
        <span class="fl-palette">
          <svg class="fl-palette-swatches" viewBox="0 0 32 12" aria-hidden="true">
            <rect width="32" height="12" rx="2" fill={`rgb(${palette.background.join(' ')})`} />
            <rect x="4" y="3" width="10" height="6" fill={`rgb(${palette.on.join(' ')})`} />
            <rect x="18" y="3" width="10" height="6" fill={`rgb(${palette.off.join(' ')})`} />
          </svg>
          <select
            class="fl-select"
            value={state.palette}
            onChange={(event) => store.dispatch({ type: 'setPalette', palette: event.currentTarget.value as PaletteId })}
          >
            {eventPaletteNames.map((id) => (
              <option key={id} value={id}>
                {eventPalettes[id].label}
              </option>
            ))}
          </select>
        </span>
      </label>
      <div class="fl-row">
        <span>Window</span>
        <Segmented
          label="Window by"
          value={window.kind}
          options={[
            { value: 'time', label: 'time' },
            { value: 'count', label: 'count' },
          ]}
          onChange={(kind) =>
            store.dispatch({ type: 'setWindow', window: kind === 'time' ? { kind, micros: 10_000 } : { kind, events: 20_000 } })
          }
        />
      </div>
      <div class="fl-row">
        <span>Length</span>
        <WindowField label="Window length" width={12} eventsUnit="events" />
      </div>
      <div class="fl-row">
        <span>Stride</span>
        <NumberField
          label="Stride"
          width={12}
          value={state.strideMicros}
          format={(value) => (value === 0 ? 'each display frame' : formatDuration(value))}
          parse={(text) => (/^(d|e)/i.test(text.trim()) ? 0 : parseDuration(text))}
          step={(value, steps) => stepLadder(strideMicrosLadder, value, steps)}
          onChange={(micros, continued) => store.dispatch({ type: 'setStride', micros }, { continued })}
        />
      </div>
      {representation === 'timeSurface' ? (
        <div class="fl-row">
          <span>Decay τ</span>
          <NumberField
            label="Decay"
            width={12}
            value={state.tauMicros}
            format={formatDuration}
            parse={parseDuration}
            step={(value, steps) => stepLadder(windowMicrosLadder, value, steps)}
            onChange={(micros, continued) => store.dispatch({ type: 'setTau', micros }, { continued })}
          />
        </div>
      ) : null}
      {representation === 'polarity' ? null : (
        <div class="fl-row">
          <span>Levels</span>
          <span class="fl-levels">
            {(['lo', 'hi'] as const).map((end) => (
              <NumberField
                key={end}
                label={end === 'lo' ? 'Level of the background' : 'Level of full colour'}
                width={6}
                value={drawn[end]}
                format={(value) => `${Math.round(value * 10) / 10}`}
                parse={(text) => (Number.isFinite(Number(text)) && text.trim() !== '' ? Number(text) : undefined)}
                step={(value, steps) => Math.max(0, value + steps * (representation === 'timeSurface' ? 256 : 1))}
                onChange={(value, continued) =>
                  store.dispatch(
                    { type: 'setLevels', levels: { low: end === 'lo' ? value : drawn.lo, high: end === 'hi' ? value : drawn.hi } },
                    { continued },
                  )
                }
              />
            ))}
            <button
              type="button"
              class="fl-button fl-levels-auto"
              aria-pressed={levels === 'auto'}
              title="Fit the levels to every frame"
              onClick={() => store.dispatch({ type: 'setLevels', levels: levels === 'auto' ? { low: drawn.lo, high: drawn.hi } : 'auto' })}
            >
              auto
            </button>
          </span>
        </div>
      )}
      <div class="fl-row">
        <span>Clock</span>
        <Segmented
          label="Times count from"
          value={state.clock}
          options={[
            { value: 'recording', label: 'recording', title: 'As the recording counts' },
            { value: 'zero', label: 'from zero', title: 'From the first event' },
          ]}
          onChange={(clock) => store.dispatch({ type: 'setClock', clock })}
        />
      </div>
    </Section>
  );
}
