import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { parseNumber } from '../format/parse-figures.js';
import { Dialog } from '../parts/dialog.js';
import { useModel } from '../parts/model-context.js';
import type { OpenOptions } from '../state/view-state.js';
import type { StackModel } from './stack-model.js';

type PlaneOptions = NonNullable<OpenOptions['planes']>;
type AxisName = NonNullable<PlaneOptions['axes']>[number];

const axisNames: readonly string[] = ['T', 'C', 'Z', 'Y', 'X', 'S'];
const times = { s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 } as const;
type TimeUnit = keyof typeof times;

/** What the file does not say of itself, or says wrong: axes, pixel size, frame interval. The stack is then opened anew. */
export function StackReadingDialog({ stack }: { readonly stack: StackModel }): JSX.Element {
  const model = useModel();
  const facts = stack.facts.value;
  const given = model.store.now.options?.planes;
  const known = given?.pixelSize ?? facts?.pixelSize;
  const seconds = given?.frameIntervalSeconds ?? facts?.frameIntervalSeconds;
  const firstUnit = unitOf(seconds);
  const [axes, setAxes] = useState((given?.axes ?? facts?.axes.map(({ name }) => name) ?? []).join(''));
  const [x, setX] = useState(known === undefined ? '' : `${known.x}`);
  const [y, setY] = useState(known === undefined ? '' : `${known.y}`);
  const [unit, setUnit] = useState(known?.unit ?? 'µm');
  const [interval, setInterval] = useState(seconds === undefined ? '' : `${Number((seconds / times[firstUnit]).toPrecision(9))}`);
  const [timeUnit, setTimeUnit] = useState<TimeUnit>(firstUnit);
  const dimensions = facts?.axes.length ?? axes.length;
  const axesWrong = axes !== '' && !isAxes(axes, dimensions);
  const sizeX = parseNumber(x);
  const sizeY = y.trim() === '' ? sizeX : parseNumber(y);
  const sizeWrong = x.trim() !== '' && (sizeX === undefined || sizeX <= 0 || sizeY === undefined || sizeY <= 0);
  const length = parseNumber(interval);
  const intervalWrong = interval.trim() !== '' && (length === undefined || length <= 0);
  const wrong = axesWrong || sizeWrong || intervalWrong;
  const close = (): void => {
    model.dialog.value = undefined;
  };
  const submit = (): void => {
    const saidAxes = axes === (facts?.axes.map(({ name }) => name).join('') ?? '') ? given?.axes : ([...axes.toUpperCase()] as AxisName[]);
    const planes: PlaneOptions = {
      ...withoutSaid(given),
      ...(saidAxes === undefined || saidAxes.length === 0 ? {} : { axes: saidAxes }),
      ...(sizeX === undefined || sizeY === undefined ? {} : { pixelSize: { ...known, x: sizeX, y: sizeY, unit: unit.trim() } }),
      ...(length === undefined ? {} : { frameIntervalSeconds: length * times[timeUnit] }),
    };
    model.store.dispatch({ type: 'setOptions', options: { ...model.store.now.options, planes } });
    close();
  };
  return (
    <Dialog title={`How to read ${stack.entry.name}`} class="fl-columns" onClose={close}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) submit();
        }}
      >
        <label class="fl-row">
          <span>Axes</span>
          <input
            class="fl-number fl-text-field"
            value={axes}
            aria-invalid={axesWrong}
            autocomplete="off"
            spellcheck={false}
            title="From the slowest to the fastest: T time, C channel, Z depth, Y row, X column, S sample"
            onInput={(event) => setAxes(event.currentTarget.value.toUpperCase())}
          />
        </label>
        <p class="fl-hint">From the slowest to the fastest: T time, C channel, Z depth, Y row, X column, S sample of a pixel.</p>
        <div class="fl-row">
          <span>Pixel size</span>
          <span class="fl-levels">
            <input
              class="fl-number fl-ch-7"
              inputMode="decimal"
              aria-label="Pixel width"
              aria-invalid={sizeWrong}
              value={x}
              onInput={(event) => setX(event.currentTarget.value)}
            />
            <span>×</span>
            <input
              class="fl-number fl-ch-7"
              inputMode="decimal"
              aria-label="Pixel height"
              aria-invalid={sizeWrong}
              placeholder={x}
              value={y}
              onInput={(event) => setY(event.currentTarget.value)}
            />
            <input
              class="fl-number fl-ch-5"
              aria-label="Unit of length"
              value={unit}
              maxLength={20}
              onInput={(event) => setUnit(event.currentTarget.value)}
            />
          </span>
        </div>
        <div class="fl-row">
          <span>Interval</span>
          <span class="fl-levels">
            <input
              class="fl-number fl-ch-10"
              inputMode="decimal"
              aria-label="Time from frame to frame"
              aria-invalid={intervalWrong}
              value={interval}
              onInput={(event) => setInterval(event.currentTarget.value)}
            />
            <select
              class="fl-select"
              aria-label="Unit of time"
              value={timeUnit}
              onChange={(event) => setTimeUnit(event.currentTarget.value as TimeUnit)}
            >
              {Object.keys(times).map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </span>
        </div>
        {axesWrong ? <p class="fl-notice">The file has {dimensions} axes; Y and X are among them, each letter once.</p> : null}
        <div class="fl-card-buttons">
          <button type="submit" class="fl-button fl-button-primary" disabled={wrong}>
            Open so
          </button>
          <button
            type="button"
            class="fl-button"
            onClick={() => {
              model.store.dispatch({ type: 'setOptions', options: undefined });
              close();
            }}
          >
            As the file says
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function isAxes(text: string, dimensions: number): boolean {
  const letters = [...text];
  return (
    letters.length === dimensions &&
    new Set(letters).size === letters.length &&
    letters.every((letter) => axisNames.includes(letter)) &&
    letters.includes('Y') &&
    letters.includes('X')
  );
}

/** What was said before, but for what this dialog says anew. */
function withoutSaid(given: PlaneOptions | undefined): PlaneOptions {
  const { axes: _axes, pixelSize: _size, frameIntervalSeconds: _interval, ...rest } = given ?? {};
  return rest;
}

function unitOf(seconds: number | undefined): TimeUnit {
  if (seconds === undefined || seconds >= 1) return seconds === undefined ? 'ms' : 's';
  return seconds >= 1e-3 ? 'ms' : seconds >= 1e-6 ? 'µs' : 'ns';
}
