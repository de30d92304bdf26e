import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { formatWhole } from '../format/figures.js';
import { formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import { paintStrip } from '../parts/paint-strip.js';
import { ShowAllButton } from '../parts/show-all-button.js';
import { StillLayer } from '../parts/still-layer.js';
import { axisHeight, barHeight } from '../parts/strip-marks.js';
import { followPointers, type StripTarget, shareAt } from '../parts/strip-pointers.js';
import { remPixels, useSize } from '../parts/use-size.js';
import type { PlaceRange } from '../state/stack-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { rangeOf } from './series.js';
import type { StackModel } from './stack-model.js';
import { formatPlace, placeWord, timeOf } from './stack-text.js';
import { drawTraceStrip } from './trace-strip-drawing.js';

const leastPlaces = 8;
const gripReachPixels = 6;

/** The trace of the chosen region over the whole stack, and a slider: drag scrubs, on the axis it selects a range, the wheel zooms. */
export function TraceStrip({ stack }: { readonly stack: StackModel }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const zoomed = useSignal<PlaceRange | undefined>(undefined);
  const hovered = useSignal<number | undefined>(undefined);
  const series = stack.series.value;
  useLayoutEffect(() => {
    zoomed.value = undefined;
  }, [zoomed, series?.axis]);
  useLayoutEffect(() => {
    const target = canvas.current;
    if (target === null || size.width === 0) return undefined;
    const still = new StillLayer();
    return paintStrip(
      model,
      target,
      size,
      () => {
        void [model.store.state.value, stack.facts.value, stack.series.value, stack.playhead.value];
        void [stack.trace.trace.value, stack.trace.outdated.value, zoomed.value, hovered.value];
      },
      (context, colors, unit) => {
        const known = stack.series.peek();
        if (known === undefined) return;
        const state = model.store.now.stack;
        const facts = stack.facts.peek();
        drawTraceStrip(
          context,
          size.width,
          size.height,
          unit,
          colors,
          {
            shown: zoomed.peek() ?? { first: 0, last: known.places - 1 },
            places: known.places,
            trace: stack.trace.trace.peek(),
            outdated: stack.trace.outdated.peek(),
            band: state.band,
            title: state.region === undefined ? `mean of the ${placeWord(known.axis)}` : `mean of R${state.region + 1}`,
            playhead: state.reduction === undefined ? stack.playhead.peek() : undefined,
            range: state.range ?? (state.reduction === undefined ? undefined : rangeOf(state, known)),
            a: state.a,
            b: state.b,
            bookmarks: state.bookmarks,
            hover: hovered.peek(),
            intervalSeconds: state.clock === 'time' && known.axis === 'T' ? positive(facts?.frameIntervalSeconds) : undefined,
            exactLength: known.exactness === 'exact',
          },
          still,
        );
      },
    );
  }, [model, stack, size, zoomed, hovered]);
  useEffect(() => {
    const element = box.current;
    return element === null ? undefined : followPointers(element, pointerTarget(model, stack, element, zoomed, hovered));
  }, [model, stack, zoomed, hovered]);
  const playhead = stack.playhead.value ?? 0;
  const word = placeWord(series?.axis ?? 'T');
  return (
    <div
      class="fl-strip"
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={`${word[0]?.toUpperCase()}${word.slice(1)} of the stack`}
      aria-valuemin={0}
      aria-valuemax={(series?.places ?? 1) - 1}
      aria-valuenow={playhead}
      aria-valuetext={`${word} ${formatPlace(playhead)} of ${formatWhole(series?.places ?? 1)}`}
    >
      <canvas ref={canvas} />
      {zoomed.value === undefined ? null : (
        <ShowAllButton zoomed={zoomed} whole="stack">
          {formatWhole(zoomed.value.last - zoomed.value.first + 1)} of {formatWhole(series?.places ?? 1)}
        </ShowAllButton>
      )}
    </div>
  );
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

type Grip = 'playhead' | 'a' | 'b' | 'range' | 'rangeFirst' | 'rangeLast';

/** What pointers do on the strip: the playhead, A and B, and the selected range can be dragged. */
function pointerTarget(
  model: ViewerModel,
  stack: StackModel,
  element: HTMLElement,
  zoomed: Signal<PlaceRange | undefined>,
  hovered: Signal<number | undefined>,
): StripTarget<Grip> {
  const shownNow = (): PlaceRange | undefined => {
    const series = stack.series.peek();
    return series === undefined ? undefined : (zoomed.peek() ?? { first: 0, last: series.places - 1 });
  };
  /** Where between the edges of places a pointer is. */
  const edgeAt = (event: MouseEvent): number | undefined => {
    const shown = shownNow();
    if (shown === undefined) return undefined;
    return shown.first + shareAt(element, event) * (shown.last - shown.first + 1);
  };
  const placeAt = (event: MouseEvent): number | undefined => {
    const edge = edgeAt(event);
    const shown = shownNow();
    return edge === undefined || shown === undefined ? undefined : Math.min(shown.last, Math.floor(edge));
  };
  const gripAt = (event: MouseEvent): Grip => {
    const shown = shownNow();
    const edge = edgeAt(event);
    if (shown === undefined || edge === undefined) return 'playhead';
    const near = (place: number | undefined): boolean =>
      place !== undefined && Math.abs(edge - place) <= ((shown.last - shown.first + 1) / element.clientWidth) * gripReachPixels;
    const fromTop = event.clientY - element.getBoundingClientRect().top;
    const { a, b, range } = model.store.now.stack;
    if (event.shiftKey || fromTop > element.clientHeight - ((axisHeight + barHeight) * remPixels()) / 16) {
      if (near(range?.first)) return 'rangeFirst';
      return near(range === undefined ? undefined : range.last + 1) ? 'rangeLast' : 'range';
    }
    if (fromTop > element.clientHeight * 0.45) return 'playhead';
    if (near(a)) return 'a';
    return near(b === undefined ? undefined : b + 1) ? 'b' : 'playhead';
  };
  let anchor = 0;
  const drag = (dragged: Grip, event: MouseEvent, first: boolean): void => {
    const place = placeAt(event);
    if (first) anchor = place ?? 0;
    if (place === undefined) return;
    const { a, b, range } = model.store.now.stack;
    const continued = { continued: !first };
    if (dragged === 'playhead') stack.seek(place);
    else if (dragged === 'a') model.store.dispatch({ type: 'stack:setLoopEnds', a: Math.min(place, (b ?? place + 1) - 1), b }, continued);
    else if (dragged === 'b') model.store.dispatch({ type: 'stack:setLoopEnds', a, b: Math.max(place, (a ?? -1) + 1) }, continued);
    else if (dragged === 'range') {
      if (!first)
        model.store.dispatch({ type: 'stack:setRange', range: { first: anchor, last: place } }, { continued: range !== undefined });
    } else if (range !== undefined) {
      const next =
        dragged === 'rangeFirst'
          ? { first: Math.min(place, range.last), last: range.last }
          : { first: range.first, last: Math.max(place, range.first) };
      model.store.dispatch({ type: 'stack:setRange', range: next }, continued);
    }
  };
  return {
    gripAt,
    drag,
    hover: (event) => {
      hovered.value = event === undefined ? undefined : placeAt(event);
      model.hover.value = describeHover(stack, hovered.peek());
    },
    doubleClick: (event) => {
      if (gripAt(event) === 'playhead') zoomed.value = undefined;
      else model.store.dispatch({ type: 'stack:setRange', range: undefined });
    },
    zoom: (event, factor) => {
      const [shown, at] = [shownNow(), edgeAt(event)];
      const places = stack.series.peek()?.places ?? 1;
      if (shown !== undefined && at !== undefined) zoomed.value = zoomPlaces(places, shown, at, factor);
    },
    step: (steps) => stack.step(steps),
  };
}

/** A stretch of places scaled by `factor` about an edge between places, kept within them; nothing when it is all of them. */
export function zoomPlaces(places: number, shown: PlaceRange, at: number, factor: number): PlaceRange | undefined {
  const before = shown.last - shown.first + 1;
  const across = Math.max(leastPlaces, Math.round(before * factor));
  if (across >= places) return undefined;
  const share = (at - shown.first) / before;
  const first = Math.min(places - across, Math.max(0, Math.round(at - share * across)));
  return { first, last: first + across - 1 };
}

function describeHover(stack: StackModel, place: number | undefined): string {
  const series = stack.series.peek();
  if (place === undefined || series === undefined) return '';
  const trace = stack.trace.trace.peek();
  const parts = [`${placeWord(series.axis)} ${formatPlace(place)}`];
  const time = timeOf(place, series, stack.facts.peek());
  if (time !== undefined) parts.push(time);
  const at = trace === undefined ? -1 : place - trace.first;
  const mean = trace?.mean[at];
  if (trace !== undefined && mean !== undefined && !Number.isNaN(mean)) {
    parts.push(`mean ${formatValue(mean)}`, `± ${formatValue(trace.deviation[at]!, 3)}`);
    parts.push(`${formatValue(trace.least[at]!, 4)} to ${formatValue(trace.greatest[at]!, 4)}`);
  }
  return parts.join(' · ');
}
