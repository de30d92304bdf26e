import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useModel } from '../parts/model-context.js';
import { paintStrip } from '../parts/paint-strip.js';
import { useSize } from '../parts/use-size.js';
import type { Plane } from '../state/view-state.js';
import { spreadOf } from './plane-spread.js';
import type { StackStageController } from './stack-stage-controller.js';

interface Domain {
  readonly from: number;
  readonly to: number;
}

const gripReachPixels = 8;

/** The values shown, how often each, on a logarithmic axis, with the levels as handles: drag one, or both between them. */
export function LevelsHistogram({ stage }: { readonly stage: StackStageController }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  /** Held while a handle is dragged, so that nothing moves below the pointer. */
  const held = useSignal<Domain | undefined>(undefined);
  useLayoutEffect(() => {
    const target = canvas.current;
    if (target === null || size.width === 0) return undefined;
    return paintStrip(
      model,
      target,
      size,
      () => {
        void [stage.stack.plane.value, stage.drawnLevels.value, held.value];
      },
      (context, colors, unit) => {
        const { width, height } = size;
        context.clearRect(0, 0, width, height);
        const plane = stage.stack.plane.peek();
        if (plane === undefined) return;
        const domain = held.peek() ?? domainOf(plane, stage.drawnLevels.peek());
        const xOf = (value: number): number => ((value - domain.from) / (domain.to - domain.from)) * width;
        const heights = columnsOf(plane, domain, Math.ceil(width));
        const greatest = Math.max(1, ...heights);
        context.fillStyle = colors.muted;
        context.globalAlpha = 0.55;
        context.beginPath();
        heights.forEach((value, x) => {
          const tall = (Math.log1p(value) / Math.log1p(greatest)) * (height - 4 * unit);
          if (value > 0) context.rect(x, height - Math.max(1, tall), 1, Math.max(1, tall));
        });
        context.fill();
        context.globalAlpha = 1;
        const { lo, hi } = stage.drawnLevels.peek();
        const [left, right] = [xOf(lo), xOf(hi)];
        context.fillStyle = colors.accent;
        context.globalAlpha = 0.1;
        context.fillRect(left, 0, right - left, height);
        context.globalAlpha = 1;
        for (const x of [left, right]) {
          context.fillRect(Math.round(Math.min(width - 2 * unit, Math.max(0, x - unit))), 0, 2 * unit, height);
        }
      },
    );
  }, [model, stage, size, held]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    let drag: { readonly part: 'lo' | 'hi' | 'both'; readonly startX: number; readonly lo: number; readonly hi: number } | undefined;
    let moved = false;
    const partAt = (event: PointerEvent): 'lo' | 'hi' | 'both' | undefined => {
      const plane = stage.stack.plane.peek();
      if (plane === undefined) return undefined;
      const { lo, hi } = stage.drawnLevels.peek();
      const domain = held.peek() ?? domainOf(plane, { lo, hi });
      const bounds = element.getBoundingClientRect();
      const xOf = (value: number): number => bounds.left + ((value - domain.from) / (domain.to - domain.from)) * bounds.width;
      const [fromLo, fromHi] = [Math.abs(event.clientX - xOf(lo)), Math.abs(event.clientX - xOf(hi))];
      if (Math.min(fromLo, fromHi) <= gripReachPixels) return fromLo < fromHi ? 'lo' : 'hi';
      if (event.clientX > xOf(lo) && event.clientX < xOf(hi)) return 'both';
      return fromLo < fromHi ? 'lo' : 'hi';
    };
    element.addEventListener(
      'pointerdown',
      (event) => {
        const plane = stage.stack.plane.peek();
        const part = partAt(event);
        if (event.button !== 0 || plane === undefined || part === undefined) return;
        element.setPointerCapture(event.pointerId);
        const { lo, hi } = stage.drawnLevels.peek();
        held.value = domainOf(plane, { lo, hi });
        drag = { part, startX: event.clientX, lo, hi };
        moved = false;
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        element.dataset.grip = drag?.part ?? partAt(event) ?? '';
        const domain = held.peek();
        if (drag === undefined || domain === undefined) return;
        const by = ((event.clientX - drag.startX) / element.clientWidth) * (domain.to - domain.from);
        const low = drag.part === 'hi' ? drag.lo : drag.lo + by;
        const high = drag.part === 'lo' ? drag.hi : drag.hi + by;
        model.store.dispatch(
          {
            type: 'stack:setLevels',
            levels: { kind: 'fixed', low: rounded(Math.min(low, high), domain), high: rounded(Math.max(low, high), domain) },
          },
          { continued: moved },
        );
        moved = true;
      },
      { signal },
    );
    const end = (): void => {
      drag = undefined;
      held.value = undefined;
    };
    element.addEventListener('pointerup', end, { signal });
    element.addEventListener('pointercancel', end, { signal });
    element.addEventListener('dblclick', () => model.store.dispatch({ type: 'stack:setLevels', levels: { kind: 'auto' } }), { signal });
    return () => stop.abort();
  }, [model, stage, held]);
  return (
    <div class="fl-histogram" ref={box} title="Drag the levels; a double click fits them to the frame">
      <canvas ref={canvas} role="img" aria-label="How often each value is shown; the levels are in the fields below" />
    </div>
  );
}

/** From the least value or level to the greatest. */
function domainOf(plane: Plane, { lo, hi }: { readonly lo: number; readonly hi: number }): Domain {
  const { histogram } = spreadOf(plane);
  const from = Math.min(histogram.from, lo);
  const to = Math.max(histogram.to, hi);
  return to > from ? { from, to } : { from: from - 0.5, to: to + 0.5 };
}

/** The greatest count of the bins that a column of pixels shows. */
function columnsOf(plane: Plane, domain: Domain, width: number): number[] {
  const { from, to, counts } = spreadOf(plane).histogram;
  const columns = new Array<number>(width).fill(0);
  const binWidth = Math.max(0, to - from) / counts.length;
  const perValue = width / (domain.to - domain.from);
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin]!;
    if (count === 0) continue;
    const left = Math.max(0, Math.floor((from + bin * binWidth - domain.from) * perValue));
    const right = Math.min(width, Math.max(left + 1, Math.ceil((from + (bin + 1) * binWidth - domain.from) * perValue)));
    for (let x = left; x < right; x += 1) columns[x] = Math.max(columns[x]!, count);
  }
  return columns;
}

/** To a thousandth of what is in sight: a drag gives numbers that can be read. */
function rounded(value: number, { from, to }: Domain): number {
  const step = 10 ** Math.floor(Math.log10((to - from) / 1_000));
  return Number((Math.round(value / step) * step).toPrecision(12));
}
