import type { JSX } from 'preact';
import { type ColormapName, colormapLabels, colormapNames } from '../../picture/colormaps.js';
import { parseNumber } from '../format/parse-figures.js';
import { formatEnds, formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { Section } from '../parts/section.js';
import { Segmented } from '../parts/segmented.js';
import { ColourBar } from './colour-bar.js';
import { LevelsHistogram } from './levels-histogram.js';
import type { StackStageController } from './stack-stage-controller.js';

/** How values become colours: levels in the histogram of what is shown, colours, gamma, logarithm. */
export function LevelsSection({ stage }: { readonly stage: StackStageController }): JSX.Element {
  const { store } = useModel();
  const { levels, colormap, gamma, log } = store.state.value.stack;
  const drawn = stage.drawnLevels.value;
  const plane = stage.stack.plane.value;
  const inColour = (plane?.channels ?? 1) >= 3;
  const span = Math.max(Number.MIN_VALUE, drawn.hi - drawn.lo);
  const step = 10 ** Math.floor(Math.log10(span / 20));
  return (
    <Section title="Levels">
      <LevelsHistogram stage={stage} />
      <div class="fl-level-fields">
        {(['lo', 'hi'] as const).map((end) => (
          <NumberField
            key={end}
            label={end === 'lo' ? 'Value of the first colour' : 'Value of the last colour'}
            width={9}
            value={drawn[end]}
            format={(value) => formatEnds(Math.min(value, drawn.lo), Math.max(value, drawn.hi), 5)[value <= drawn.lo ? 0 : 1]}
            parse={parseNumber}
            step={(value, steps) => Number((value + steps * step).toPrecision(12))}
            onChange={(value, continued) =>
              store.dispatch(
                {
                  type: 'stack:setLevels',
                  levels: { kind: 'fixed', low: end === 'lo' ? value : drawn.lo, high: end === 'hi' ? value : drawn.hi },
                },
                { continued },
              )
            }
          />
        ))}
      </div>
      <div class="fl-row">
        <span>Fit</span>
        <Segmented
          label="How the levels are found"
          value={levels.kind}
          options={[
            { value: 'auto', label: 'auto', title: 'To every frame, without its rarest values' },
            { value: 'percent', label: 'percent', title: 'To every frame, without so much at either end' },
            { value: 'fixed', label: 'fixed', title: 'The same for every frame' },
          ]}
          onChange={(kind) =>
            store.dispatch({
              type: 'stack:setLevels',
              levels: kind === 'fixed' ? { kind, low: drawn.lo, high: drawn.hi } : kind === 'percent' ? { kind, percent: 1 } : { kind },
            })
          }
        />
      </div>
      {levels.kind === 'percent' ? (
        <div class="fl-row">
          <span>Left out</span>
          <NumberField
            label="Percent left out at either end"
            width={12}
            value={levels.percent}
            format={(value) => `${formatValue(value, 3)}\u00a0% at either end`}
            parse={(text) => parseNumber(text.replace(/\s*%.*$/, ''))}
            step={(value, steps) => Number((value + steps * (value < 1 || (value === 1 && steps < 0) ? 0.1 : 1)).toFixed(3))}
            onChange={(percent, continued) =>
              store.dispatch({ type: 'stack:setLevels', levels: { kind: 'percent', percent } }, { continued })
            }
          />
        </div>
      ) : null}
      {inColour ? null : (
        <label class="fl-row">
          <span>Colours</span>
          <span class="fl-palette">
            <ColourBar colormap={colormap} reversed={false} class="fl-colour-swatch" />
            <select
              class="fl-select"
              value={colormap}
              onChange={(event) => store.dispatch({ type: 'stack:setColormap', colormap: event.currentTarget.value as ColormapName })}
            >
              {colormapNames.map((name) => (
                <option key={name} value={name}>
                  {colormapLabels[name]}
                </option>
              ))}
            </select>
          </span>
        </label>
      )}
      <div class="fl-row">
        <span>Gamma</span>
        <span class="fl-levels">
          <NumberField
            label="Gamma"
            width={5}
            value={gamma}
            format={(value) => formatValue(value, 3)}
            parse={parseNumber}
            step={(value, steps) => Number((value + steps * 0.05).toFixed(2))}
            onChange={(value, continued) => store.dispatch({ type: 'stack:setGamma', gamma: value }, { continued })}
          />
          <button
            type="button"
            class="fl-button fl-levels-auto"
            aria-pressed={log}
            title="Logarithmic colours  (G)"
            onClick={() => store.dispatch({ type: 'stack:setLog', log: !log })}
          >
            log
          </button>
        </span>
      </div>
    </Section>
  );
}
