import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { formatCount, formatWhole } from '../format/figures.js';
import { formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import type { MapColumn, NumberColumn } from './column-model.js';
import { countValues, fullHeight, type Histogram, shareOf, valueAt } from './histogram.js';
import { isolateCategory, rangeFilter, toggleCategory, withRange } from './map-filters.js';
import { hasLog, hiddenCodes } from './map-look.js';
import type { MapModel } from './map-model.js';

const bins = 160;
/** Ends of a range are grabbed within so many pixels. */
const gripPixels = 6;

/** What the map is coloured by at a glance, over all cells: a histogram of numbers, or a bar of categories. */
export function MapStrip({ map }: { readonly map: MapModel }): JSX.Element {
  const column = map.column.column.value;
  if (column === undefined) return <div class="fl-strip fl-map-strip" />;
  return column.values.kind === 'categories' ? (
    <CategoryStrip map={map} column={column} />
  ) : (
    <NumberStrip map={map} column={column} values={column.values} />
  );
}

interface NumberStripProps {
  readonly map: MapModel;
  readonly column: MapColumn;
  readonly values: NumberColumn;
}

function NumberStrip({ map, column, values }: NumberStripProps): JSX.Element {
  const { store } = useModel();
  const { filters, log } = store.state.value.map;
  const plot = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const answer = map.selection.answer.value;
  const mask = map.selection.mask.value;
  const bits = mask.selected ?? mask.visible;
  const isLog = log && hasLog(values);
  const { least, greatest } = values;
  const histogram = useMemo(
    () => (least === null || greatest === null ? undefined : countValues(values.values, least, greatest, isLog, bins, bits)),
    [values, least, greatest, isLog, bits],
  );
  if (histogram === undefined || least === null || greatest === null) {
    return (
      <div class="fl-strip fl-map-strip">
        <p class="fl-hint fl-map-strip-hint">No cell has a value of {column.name}.</p>
      </div>
    );
  }
  const known = rangeFilter(filters, column.want);
  const range = draft ?? (known === undefined ? undefined : { from: known.from ?? least, to: known.to ?? greatest });
  const span = map.span.value;
  const set = (next: { readonly from: number; readonly to: number } | undefined, continued: boolean): void =>
    store.dispatch({ type: 'map:setFilters', filters: withRange(filters, column.want, next) }, { continued });

  const onPointerDown = (down: JSX.TargetedPointerEvent<HTMLDivElement>): void => {
    if (down.button !== 0 || plot.current === null) return;
    const box = plot.current.getBoundingClientRect();
    const target = down.currentTarget;
    target.setPointerCapture(down.pointerId);
    const share = (event: PointerEvent): number => Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const start = share(down);
    const near = (value: number): boolean => Math.abs(shareOf(histogram, value) * box.width - start * box.width) <= gripPixels;
    const held = range === undefined ? undefined : near(range.from) ? range.to : near(range.to) ? range.from : undefined;
    const anchor = held === undefined ? start : shareOf(histogram, held);
    let moved = false;
    let last: { readonly from: number; readonly to: number } | undefined;
    const onMove = (event: PointerEvent): void => {
      const now = share(event);
      if (!moved && Math.abs(now - start) * box.width < 3) return;
      last = rangeBetween(histogram, anchor, now);
      setDraft(last);
      set(last, moved);
      moved = true;
    };
    const onEnd = (): void => {
      target.removeEventListener('pointermove', onMove);
      target.removeEventListener('pointerup', onEnd);
      target.removeEventListener('pointercancel', onEnd);
      setDraft(undefined);
    };
    target.addEventListener('pointermove', onMove);
    target.addEventListener('pointerup', onEnd);
    target.addEventListener('pointercancel', onEnd);
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>): void => {
    const steps = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Delete' || event.key === 'Backspace') set(undefined, false);
    if (steps === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const from = shareOf(histogram, range?.from ?? least);
    const to = shareOf(histogram, range?.to ?? greatest);
    const by = (steps * (event.altKey ? 0.1 : 0.01)) as number;
    if (event.shiftKey) set(rangeBetween(histogram, from, Math.min(1, Math.max(from, to + by))), event.repeat);
    else set(rangeBetween(histogram, Math.max(0, Math.min(to, from + by)), to), event.repeat);
  };
  const full = Math.max(1, fullHeight(histogram.counts));
  const cut = histogram.counts.reduce((most, count) => Math.max(most, count), 0) > full;
  const pick = answer?.selected !== undefined ? 'selected' : answer?.visible !== undefined ? 'visible' : undefined;
  return (
    <section
      class="fl-strip fl-map-strip"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the ends of the range
      tabIndex={0}
      aria-label={`Histogram of ${column.name}, ${formatValue(least)} to ${formatValue(greatest)}. Arrows move the lower end of a filter, Shift-arrows the upper, Delete removes it.`}
      onPointerDown={onPointerDown}
      onDblClick={() => set(undefined, false)}
      onKeyDown={onKeyDown}
    >
      <div class="fl-map-strip-title">
        <b>{column.name}</b>
        <span class="fl-muted fl-number-text">
          {range === undefined ? 'drag to filter by a range' : `filter ${formatValue(range.from, 4)} – ${formatValue(range.to, 4)}`}
          {cut ? ` · tallest bar cut, ${formatWhole(Math.max(...histogram.counts))} cells` : ''}
          {isLog ? ' · log' : ''}
        </span>
      </div>
      <div class="fl-map-plot" ref={plot}>
        <svg viewBox={`0 0 ${bins} 100`} preserveAspectRatio="none" aria-hidden="true">
          <path class={pick === undefined ? 'fl-map-bars' : 'fl-map-bars fl-map-bars-below'} d={bars(histogram.counts, full)} />
          {histogram.some === undefined ? null : (
            <path class={pick === 'selected' ? 'fl-map-bars-selected' : 'fl-map-bars'} d={bars(histogram.some, full)} />
          )}
        </svg>
        {range === undefined ? null : (
          <div
            class="fl-map-range"
            style={{
              left: `${100 * clampShare(shareOf(histogram, range.from))}%`,
              right: `${100 * (1 - clampShare(shareOf(histogram, range.to)))}%`,
            }}
          />
        )}
        {span === undefined
          ? null
          : [span.lo, span.hi].map((value, at) => (
              <div
                key={at}
                class="fl-map-level"
                style={{ left: `${100 * clampShare(shareOf(histogram, value))}%` }}
                title="End of the colours"
              />
            ))}
      </div>
      <div class="fl-map-ticks fl-number-text" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share} style={{ left: `${100 * share}%` }}>
            {formatValue(valueAt(histogram, share), 3)}
          </span>
        ))}
      </div>
    </section>
  );
}

function CategoryStrip({ map, column }: { readonly map: MapModel; readonly column: MapColumn }): JSX.Element | null {
  const { store } = useModel();
  const { filters } = store.state.value.map;
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const { values, name } = column;
  if (values.kind !== 'categories') return null;
  const composition = map.selection.composition.value.get(name);
  const known = composition?.kind === 'categories' && composition.selected.length === values.counts.length ? composition : undefined;
  const hidden = hiddenCodes(name, values.names, filters);
  const counts = values.counts;
  const codes = [...counts.keys()].filter((code) => counts[code]! > 0);
  const selected = known?.selected.some((count) => count > 0) === true ? known.selected : undefined;
  const label = (code: number): string => values.names[code] ?? 'no value';
  const colours = map.colours.value;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <div class="fl-strip fl-map-strip fl-map-categories">
      <div class="fl-map-strip-title">
        <b>{name}</b>
        <span class="fl-muted fl-number-text">
          {pointed === undefined
            ? `${formatWhole(values.names.length)} categories`
            : `${label(pointed)} · ${formatWhole(counts[pointed]!)} cells · ${((100 * counts[pointed]!) / Math.max(1, total)).toFixed(1)} %${
                selected === undefined ? '' : ` · ${formatWhole(selected[pointed] ?? 0)} selected`
              }`}
        </span>
      </div>
      {codes.length > 400 ? (
        <p class="fl-hint">Too many categories for a bar; the legend can be searched.</p>
      ) : (
        <div class="fl-map-bar" onPointerLeave={() => setPointed(undefined)}>
          {codes.map((code) => (
            <button
              key={code}
              type="button"
              data-hidden={hidden[code] === 1}
              aria-pressed={hidden[code] !== 1}
              aria-label={`${label(code)}, ${formatWhole(counts[code]!)} cells`}
              style={{ flexGrow: counts[code]!, background: `rgb(${colours[code]?.join(' ') ?? ''})` }}
              onPointerEnter={() => setPointed(code)}
              onFocus={() => setPointed(code)}
              onClick={(event) => {
                const category = code === values.names.length ? null : values.names[code]!;
                const next = event.altKey ? isolateCategory(filters, name, category) : toggleCategory(filters, name, category);
                store.dispatch({ type: 'map:setFilters', filters: next });
              }}
            />
          ))}
        </div>
      )}
      {selected === undefined ? null : (
        <div class="fl-map-bar fl-map-bar-selected" aria-hidden="true" title="The selected cells">
          {codes.map((code) => (
            <span key={code} style={{ flexGrow: selected[code]!, background: `rgb(${colours[code]?.join(' ') ?? ''})` }} />
          ))}
        </div>
      )}
      <div class="fl-map-ticks fl-number-text" aria-hidden="true">
        <span style={{ left: '0%' }}>{formatCount(total)} cells</span>
      </div>
    </div>
  );
}

function rangeBetween(histogram: Histogram, a: number, b: number): { readonly from: number; readonly to: number } {
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  // The ends of the axis are the least and the greatest value themselves.
  const value = (share: number): number =>
    share <= 0 ? histogram.from : share >= 1 ? histogram.to : Number(valueAt(histogram, share).toPrecision(6));
  return { from: value(low), to: value(high) };
}

function bars(counts: Uint32Array, full: number): string {
  let path = '';
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin]!;
    if (count === 0) continue;
    const height = Math.max(1.5, Math.min(100, (100 * count) / full));
    path += `M${bin + 0.1} 100V${(100 - height).toFixed(2)}H${bin + 0.9}V100Z`;
  }
  return path;
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}
