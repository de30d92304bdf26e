import type { JSX } from 'preact';
import { formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { rampImage } from './color-ramp.js';
import type { NumberColumn } from './column-model.js';
import { type Histogram, shareOf, valueAt } from './histogram.js';
import { hasLog } from './map-look.js';
import type { MapModel } from './map-model.js';

/** From the least to the greatest value, with the part between two handles in colours. */
export function ColorBar({ map, column }: { readonly map: MapModel; readonly column: NumberColumn }): JSX.Element | null {
  const { store } = useModel();
  const { colormap, log } = store.state.value.map;
  const span = map.span.value;
  const { least, greatest } = column;
  if (span === undefined || least === null || greatest === null) return <p class="fl-hint">No cell has a value.</p>;
  const from = Math.min(least, span.lo);
  const to = Math.max(greatest, span.hi);
  const axis: Histogram = { from, to, log: log && hasLog(column), counts: new Uint32Array(0), some: undefined };
  const [low, high] = [shareOf(axis, span.lo), shareOf(axis, span.hi)];
  const setEnd = (end: 'lo' | 'hi', value: number, continued: boolean): void => {
    const levels = { kind: 'fixed' as const, low: end === 'lo' ? value : span.lo, high: end === 'hi' ? value : span.hi };
    if (levels.high > levels.low) store.dispatch({ type: 'map:setLevels', levels }, { continued });
  };
  const grab = (end: 'lo' | 'hi') => (down: JSX.TargetedPointerEvent<HTMLDivElement>) => {
    const handle = down.currentTarget;
    const bar = handle.parentElement?.getBoundingClientRect();
    if (bar === undefined) return;
    down.preventDefault();
    handle.focus();
    handle.setPointerCapture(down.pointerId);
    let first = true;
    const onMove = (event: PointerEvent): void => {
      const share = Math.min(1, Math.max(0, (event.clientX - bar.left) / bar.width));
      setEnd(end, Number(valueAt(axis, share).toPrecision(6)), !first);
      first = false;
    };
    const onEnd = (): void => {
      handle.removeEventListener('pointermove', onMove);
      handle.removeEventListener('pointerup', onEnd);
      handle.removeEventListener('pointercancel', onEnd);
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('pointerup', onEnd);
    handle.addEventListener('pointercancel', onEnd);
  };
  const step = (value: number, steps: number): number => value + (steps * (to - from || 1)) / 100;
  const onKey = (end: 'lo' | 'hi') => (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    const steps =
      event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0;
    if (steps === 0) return;
    event.preventDefault();
    event.stopPropagation();
    setEnd(end, step(span[end], steps * (event.shiftKey ? 10 : 1)), event.repeat);
  };
  return (
    <>
      <div class="fl-color-bar">
        <img alt="" src={rampImage(colormap)} style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
        {(['lo', 'hi'] as const).map((end) => (
          <div
            key={end}
            class="fl-color-handle"
            role="slider"
            tabIndex={0}
            aria-label={end === 'lo' ? 'Value of the first colour' : 'Value of the last colour'}
            aria-valuemin={from}
            aria-valuemax={to}
            aria-valuenow={span[end]}
            style={{ left: `${(end === 'lo' ? low : high) * 100}%` }}
            onPointerDown={grab(end)}
            onKeyDown={onKey(end)}
          />
        ))}
      </div>
      <div class="fl-level-fields">
        {(['lo', 'hi'] as const).map((end) => (
          <NumberField
            key={end}
            label={end === 'lo' ? 'Value of the first colour' : 'Value of the last colour'}
            width={8}
            value={span[end]}
            format={(value) => formatValue(value, 4)}
            parse={(text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined)}
            step={step}
            onChange={(value, continued) => setEnd(end, value, continued)}
          />
        ))}
      </div>
      <p class="fl-hint">
        values {formatValue(least, 3)} to {formatValue(greatest, 3)}
      </p>
    </>
  );
}
