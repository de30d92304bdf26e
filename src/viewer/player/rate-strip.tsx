import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { formatClock, formatDuration, formatRate } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import { paintStrip } from '../parts/paint-strip.js';
import { ShowAllButton } from '../parts/show-all-button.js';
import { followPointers, type StripTarget, shareAt } from '../parts/strip-pointers.js';
import { useSize } from '../parts/use-size.js';
import type { ViewerModel } from '../viewer-model.js';
import type { PlayerModel } from './player-model.js';
import type { Extent } from './rate-model.js';
import { drawStrip } from './rate-strip-drawing.js';
import { useZero } from './use-zero.js';

const leastSpanMicros = 200;
const flagReachPixels = 6;

/** The whole recording as a curve and a slider: drag scrubs, the wheel zooms time, A and B can be dragged. */
export function RateStrip({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const zoomed = useSignal<Extent | undefined>(undefined);
  const hovered = useSignal<number | undefined>(undefined);
  const zero = useZero(player);
  const extent = player.extent.value;
  const shown = zoomed.value ?? extent;
  useEffect(() => {
    if (shown !== undefined && size.width > 0) player.rate.ask(shown, size.width > 1_100 ? 2_048 : 1_024);
  }, [player, shown?.fromMicros, shown?.toMicros, size.width > 1_100, size.width > 0]);
  useLayoutEffect(() => {
    const target = canvas.current;
    if (target === null || size.width === 0) return undefined;
    return paintWhenNeeded(model, player, target, size, zoomed, hovered);
  }, [model, player, size, zoomed, hovered]);
  useEffect(() => {
    const element = box.current;
    return element === null ? undefined : followPointers(element, pointerTarget(model, player, element, zoomed, hovered));
  }, [model, player, zoomed, hovered]);

  const playhead = player.playheadMicros.value;
  return (
    <div
      class="fl-strip"
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label="Time in the recording"
      aria-valuemin={extent === undefined ? 0 : extent.fromMicros - zero}
      aria-valuemax={extent === undefined ? 0 : extent.toMicros - zero}
      aria-valuenow={playhead === undefined ? 0 : playhead - zero}
      aria-valuetext={playhead === undefined ? 'unknown' : formatClock(playhead - zero)}
    >
      <canvas ref={canvas} />
      {zoomed.value === undefined ? null : (
        <ShowAllButton zoomed={zoomed} whole="recording">
          {formatDuration(zoomed.value.toMicros - zoomed.value.fromMicros)} of{' '}
          {extent === undefined ? '' : formatDuration(extent.toMicros - extent.fromMicros)}
        </ShowAllButton>
      )}
    </div>
  );
}

function paintWhenNeeded(
  model: ViewerModel,
  player: PlayerModel,
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  zoomed: Signal<Extent | undefined>,
  hovered: Signal<number | undefined>,
): () => void {
  return paintStrip(
    model,
    canvas,
    size,
    () => {
      void [model.store.state.value, player.frame.value, player.extent.value, player.facts.value, player.rate.curve.value];
      void [player.playheadMicros.value, player.triggers.value, zoomed.value, hovered.value];
    },
    (context, colors, unit) => {
      const extent = player.extent.peek();
      if (extent === undefined) return;
      const { aMicros, bMicros, bookmarks, clock } = model.store.now;
      drawStrip(context, size.width, size.height, unit, colors, {
        shown: zoomed.peek() ?? extent,
        whole: extent,
        zeroMicros: clock === 'zero' ? extent.fromMicros : 0,
        curve: player.rate.curve.peek(),
        window: player.frame.peek(),
        playheadMicros: player.playheadMicros.peek(),
        aMicros,
        bMicros,
        bookmarks,
        triggers: player.triggers.peek()?.micros,
        exact: player.facts.peek()?.lastMicros?.exactness === 'exact',
        hoverMicros: hovered.peek(),
      });
    },
  );
}

type Grip = 'playhead' | 'a' | 'b';

/** What pointers do on the strip: the playhead, A and B can be dragged. */
function pointerTarget(
  model: ViewerModel,
  player: PlayerModel,
  element: HTMLElement,
  zoomed: Signal<Extent | undefined>,
  hovered: Signal<number | undefined>,
): StripTarget<Grip> {
  const shownNow = (): Extent | undefined => zoomed.peek() ?? player.extent.peek();
  const microsAt = (event: MouseEvent): number | undefined => {
    const shown = shownNow();
    if (shown === undefined) return undefined;
    return shown.fromMicros + shareAt(element, event) * (shown.toMicros - shown.fromMicros);
  };
  const gripAt = (event: MouseEvent): Grip => {
    const shown = shownNow();
    const micros = microsAt(event);
    if (shown === undefined || micros === undefined) return 'playhead';
    const reach = ((shown.toMicros - shown.fromMicros) / element.clientWidth) * flagReachPixels;
    const { aMicros, bMicros } = model.store.now;
    const upper = event.clientY - element.getBoundingClientRect().top < element.clientHeight * 0.45;
    if (!upper) return 'playhead';
    if (aMicros !== undefined && Math.abs(micros - aMicros) < reach) return 'a';
    return bMicros !== undefined && Math.abs(micros - bMicros) < reach ? 'b' : 'playhead';
  };
  const drag = (dragged: Grip, event: MouseEvent, first: boolean): void => {
    const micros = microsAt(event);
    if (micros === undefined) return;
    const { aMicros, bMicros } = model.store.now;
    const rounded = Math.round(micros);
    if (dragged === 'a')
      model.store.dispatch(
        { type: 'setLoopEnds', aMicros: Math.min(rounded, (bMicros ?? Number.POSITIVE_INFINITY) - 1), bMicros },
        { continued: !first },
      );
    else if (dragged === 'b')
      model.store.dispatch({ type: 'setLoopEnds', aMicros, bMicros: Math.max(rounded, (aMicros ?? 0) + 1) }, { continued: !first });
    else player.seek(rounded);
  };
  return {
    gripAt,
    drag,
    hover: (event) => {
      hovered.value = event === undefined ? undefined : microsAt(event);
      model.hover.value = describeHover(player, hovered.peek(), model.store.now.clock === 'zero');
    },
    doubleClick: () => {
      zoomed.value = undefined;
    },
    zoom: (event, factor) => {
      const [whole, shown, at] = [player.extent.peek(), shownNow(), microsAt(event)];
      if (whole === undefined || shown === undefined || at === undefined) return;
      zoomed.value = zoomExtent(whole, shown, at, factor);
    },
    step: (steps) => player.step(steps),
  };
}

/** A stretch scaled by `factor` about `atMicros`, kept within the whole; nothing when it is the whole. */
export function zoomExtent(whole: Extent, shown: Extent, atMicros: number, factor: number): Extent | undefined {
  const wholeSpan = whole.toMicros - whole.fromMicros;
  const span = Math.max(leastSpanMicros, (shown.toMicros - shown.fromMicros) * factor);
  if (span >= wholeSpan) return undefined;
  const share = (atMicros - shown.fromMicros) / (shown.toMicros - shown.fromMicros);
  const from = Math.min(whole.toMicros - span, Math.max(whole.fromMicros, atMicros - share * span));
  return { fromMicros: Math.round(from), toMicros: Math.round(from + span) };
}

function describeHover(player: PlayerModel, micros: number | undefined, fromZero: boolean): string {
  const curve = player.rate.curve.peek();
  if (micros === undefined) return '';
  const zero = fromZero ? (player.extent.peek()?.fromMicros ?? 0) : 0;
  const bin = curve === undefined ? -1 : Math.floor((micros - curve.fromMicros) / curve.binMicros);
  const on = curve?.on[bin];
  const off = curve?.off[bin];
  const rate =
    curve === undefined || on === undefined || off === undefined || Number.isNaN(on)
      ? ''
      : ` · ${formatRate(((on + off) * 1_000_000) / curve.binMicros)}`;
  return `${formatClock(micros - zero)}${rate}`;
}
