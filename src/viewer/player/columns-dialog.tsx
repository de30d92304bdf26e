import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.js';
import { useModel } from '../parts/model-context.js';
import type { OpenOptions } from '../state/view-state.js';
import type { PlayerModel } from './player-model.js';

type EventOptions = NonNullable<OpenOptions['events']>;
type ColumnName = NonNullable<EventOptions['columns']>[number];
const columnTitles: Readonly<Record<ColumnName, string>> = { t: 'time', x: 'x', y: 'y', p: 'polarity', '-': 'skip' };
const names: readonly ColumnName[] = ['t', 'x', 'y', 'p', '-'];

/** How the columns of a text file or an array are read: the guess, to be corrected. The recording is then opened anew. */
export function ColumnsDialog({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const { columns, geometry } = player.facts.value ?? {};
  const given = model.store.now.options?.events;
  const [order, setOrder] = useState<readonly ColumnName[]>(given?.columns ?? columns?.order ?? ['t', 'x', 'y', 'p']);
  const [timeUnit, setTimeUnit] = useState<NonNullable<EventOptions['timeUnit']>>(given?.timeUnit ?? columns?.timeUnit ?? 'us');
  const [polarity, setPolarity] = useState<NonNullable<EventOptions['polarity']>>(given?.polarity ?? columns?.polarity ?? '01');
  const [width, setWidth] = useState(`${given?.geometry?.[0] ?? geometry?.width ?? ''}`);
  const [height, setHeight] = useState(`${given?.geometry?.[1] ?? geometry?.height ?? ''}`);
  const complete = (['t', 'x', 'y', 'p'] as const).every((name) => order.filter((one) => one === name).length === 1);
  const close = (): void => {
    model.dialog.value = undefined;
  };
  const submit = (): void => {
    const size: [number, number] | undefined = /^\d+$/.test(width) && /^\d+$/.test(height) ? [Number(width), Number(height)] : undefined;
    const stated = size !== undefined && (geometry?.source !== 'header' || size[0] !== geometry.width || size[1] !== geometry.height);
    const events = { ...given, columns: [...order], timeUnit, polarity, ...(stated ? { geometry: size } : {}) };
    const options: OpenOptions = { ...model.store.now.options, events };
    model.store.dispatch({ type: 'setOptions', options });
    close();
  };
  return (
    <Dialog title={`How to read ${player.entry.name}`} class="fl-columns" onClose={close}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) submit();
        }}
      >
        <div class="fl-columns-order">
          {order.map((name, index) => (
            <label key={index}>
              <span>Column {index + 1}</span>
              <select
                class="fl-select"
                value={name}
                onChange={(event) =>
                  setOrder(order.map((one, place) => (place === index ? (event.currentTarget.value as ColumnName) : one)))
                }
              >
                {names.map((one) => (
                  <option key={one} value={one}>
                    {columnTitles[one]}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <div class="fl-columns-count">
            <button type="button" class="fl-button" disabled={order.length >= 16} onClick={() => setOrder([...order, '-'])}>
              One more
            </button>
            <button type="button" class="fl-button" disabled={order.length <= 4} onClick={() => setOrder(order.slice(0, -1))}>
              One less
            </button>
          </div>
        </div>
        <label class="fl-row">
          <span>Time in</span>
          <select class="fl-select" value={timeUnit} onChange={(event) => setTimeUnit(event.currentTarget.value as typeof timeUnit)}>
            <option value="s">seconds</option>
            <option value="ms">milliseconds</option>
            <option value="us">microseconds</option>
            <option value="ns">nanoseconds</option>
          </select>
        </label>
        <label class="fl-row">
          <span>Polarity</span>
          <select class="fl-select" value={polarity} onChange={(event) => setPolarity(event.currentTarget.value as typeof polarity)}>
            <option value="01">0 off, 1 on</option>
            <option value="signed">−1 off, +1 on</option>
          </select>
        </label>
        <div class="fl-row">
          <span>Sensor</span>
          <span class="fl-levels">
            <input
              class="fl-number fl-ch-6"
              inputMode="numeric"
              aria-label="Sensor width"
              value={width}
              onInput={(event) => setWidth(event.currentTarget.value)}
            />
            <span>×</span>
            <input
              class="fl-number fl-ch-6"
              inputMode="numeric"
              aria-label="Sensor height"
              value={height}
              onInput={(event) => setHeight(event.currentTarget.value)}
            />
          </span>
        </div>
        {complete ? null : <p class="fl-notice">Time, x, y and polarity are each needed once.</p>}
        <div class="fl-card-buttons">
          <button type="submit" class="fl-button fl-button-primary" disabled={!complete}>
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
            Guess again
          </button>
        </div>
      </form>
    </Dialog>
  );
}
