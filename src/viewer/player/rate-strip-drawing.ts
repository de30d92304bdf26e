import { formatRate, formatTick } from '../format/figures.js';
import { axisHeight, barHeight, drawAxis, drawBar, drawLoop, type StripBar, type StripTick } from '../parts/strip-marks.js';
import { drawFlag, drawPlate, drawPlayhead, line, type StripColors } from '../parts/strip-parts.js';
import type { Extent, RateCurve } from './rate-model.js';
import { greatestRate } from './rate-model.js';

export interface StripScene {
  /** The stretch of time from the left edge to the right one. */
  readonly shown: Extent;
  readonly whole: Extent;
  readonly zeroMicros: number;
  readonly curve: RateCurve | undefined;
  readonly window: Extent | undefined;
  readonly playheadMicros: number | undefined;
  readonly aMicros: number | undefined;
  readonly bMicros: number | undefined;
  readonly bookmarks: readonly number[];
  readonly triggers: Float64Array | undefined;
  /** Whether the recording's times are final. */
  readonly exact: boolean;
  readonly hoverMicros: number | undefined;
}

/** Height of the trigger lane in CSS pixels at a root size of 16. */
const laneHeight = 7;

/**
 * Draws the rate of a recording: OFF stacked on ON, the axis on a plate of its own below the curve, A–B, bookmarks,
 * triggers, the window as a box that ends at the playhead. `unit` is CSS pixels of one sixteenth of a rem.
 */
export function drawStrip(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  unit: number,
  colors: StripColors,
  scene: StripScene,
): void {
  const top = laneHeight * unit;
  const bottom = height - (axisHeight + barHeight) * unit;
  const span = scene.shown.toMicros - scene.shown.fromMicros;
  const xOf = (micros: number): number => ((micros - scene.shown.fromMicros) / span) * width;
  context.clearRect(0, 0, width, height);
  context.fillStyle = colors.surface;
  context.fillRect(0, 0, width, height);
  const greatest = drawCurve(context, width, top, bottom, colors, scene, xOf);
  const { aMicros: a, bMicros: b } = scene;
  drawLoop(context, width, height, unit, bottom, colors, a === undefined ? a : xOf(a), b === undefined ? b : xOf(b));
  drawTriggers(context, unit, colors, scene, xOf);
  drawAxis(context, width, bottom, unit, colors, ticksOf(scene, width / (80 * unit), xOf));
  drawBar(context, width, height, unit, colors, barOf(scene, width, xOf));
  for (const micros of scene.bookmarks) drawFlag(context, xOf(micros), 0, unit, colors.warning);
  drawWindow(context, height, unit, colors, scene, xOf);
  if (greatest > 0) drawPlate(context, `peak ${formatRate(greatest)}`, 6 * unit, top, unit, colors, 'left');
}

function drawCurve(
  context: CanvasRenderingContext2D,
  width: number,
  top: number,
  bottom: number,
  colors: StripColors,
  { curve }: StripScene,
  xOf: (micros: number) => number,
): number {
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  line(context, 0, Math.round(bottom) + 0.5, width, Math.round(bottom) + 0.5);
  if (curve === undefined) return 0;
  const greatest = greatestRate(curve);
  if (greatest === 0) return 0;
  const perEvent = (bottom - top - 1) / ((greatest * curve.binMicros) / 1_000_000);
  const pixels = Math.ceil(width);
  const onTop = new Float64Array(pixels);
  const allTop = new Float64Array(pixels);
  const known = new Uint8Array(pixels);
  for (let bin = 0; bin < curve.on.length; bin += 1) {
    const on = curve.on[bin] ?? 0;
    const off = curve.off[bin] ?? 0;
    const from = Math.max(0, Math.floor(xOf(curve.fromMicros + bin * curve.binMicros)));
    const to = Math.min(pixels, Math.max(from + 1, Math.ceil(xOf(curve.fromMicros + (bin + 1) * curve.binMicros) - 0.01)));
    for (let x = from; x < to; x += 1) {
      if (Number.isNaN(on)) continue;
      known[x] = 1;
      if (on + off > (allTop[x] ?? 0)) {
        allTop[x] = on + off;
        onTop[x] = on;
      }
    }
  }
  const fill = (values: Float64Array, color: string, alpha: number): void => {
    context.globalAlpha = alpha;
    context.fillStyle = color;
    context.beginPath();
    for (let x = 0; x < pixels; x += 1) {
      const value = (values[x] ?? 0) * perEvent;
      if (value > 0) context.rect(x, bottom - value, 1, value);
    }
    context.fill();
    context.globalAlpha = 1;
  };
  fill(allTop, colors.off, curve.quality === 'exact' ? 0.75 : 0.5);
  fill(onTop, colors.on, curve.quality === 'exact' ? 0.95 : 0.7);
  context.fillStyle = colors.line;
  context.beginPath();
  for (let x = 0; x < pixels; x += 4) if (known[x] === 0) context.rect(x, bottom - 2, 2, 1);
  context.fill();
  return greatest;
}

function drawTriggers(
  context: CanvasRenderingContext2D,
  unit: number,
  colors: StripColors,
  { triggers }: StripScene,
  xOf: (micros: number) => number,
): void {
  if (triggers === undefined) return;
  context.strokeStyle = colors.muted;
  let last = Number.NEGATIVE_INFINITY;
  context.beginPath();
  for (const micros of triggers) {
    const x = Math.round(xOf(micros)) + 0.5;
    if (x === last) continue;
    last = x;
    context.moveTo(x, 0);
    context.lineTo(x, 5 * unit);
  }
  context.stroke();
}

/** Ticks at round times, at most so many. */
function* ticksOf({ shown, zeroMicros }: StripScene, most: number, xOf: (micros: number) => number): Generator<StripTick> {
  const step = tickStep(shown.toMicros - shown.fromMicros, most);
  const first = Math.ceil((shown.fromMicros - zeroMicros) / step) * step + zeroMicros;
  for (let micros = first; micros <= shown.toMicros; micros += step) {
    yield { x: xOf(micros), label: formatTick(micros - zeroMicros, step) };
  }
}

/** A step of 1, 2 or 5 times a power of ten microseconds that puts at most `ticks` into a span. */
export function tickStep(spanMicros: number, ticks: number): number {
  const least = spanMicros / Math.max(1, ticks);
  const minutes = [60e6, 120e6, 300e6, 600e6, 1_800e6, 3_600e6, 7_200e6, 18_000e6, 36_000e6];
  if (least > 50e6) return minutes.find((one) => one >= least) ?? 86_400e6;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  return 10 * power;
}

function barOf({ shown, whole, exact, curve }: StripScene, width: number, xOf: (micros: number) => number): StripBar {
  const zoomed = shown.fromMicros > whole.fromMicros || shown.toMicros < whole.toMicros;
  const share = (micros: number): number => (micros - whole.fromMicros) / (whole.toMicros - whole.fromMicros);
  if (zoomed) return { kind: 'zoomed', from: share(shown.fromMicros), to: share(shown.toMicros) };
  const from = Math.max(0, xOf(whole.fromMicros));
  const to = Math.min(width, xOf(whole.toMicros));
  return { kind: 'known', from, to, exact: exact && curve?.final === true };
}

function drawWindow(
  context: CanvasRenderingContext2D,
  height: number,
  unit: number,
  colors: StripColors,
  { window, playheadMicros, hoverMicros }: StripScene,
  xOf: (micros: number) => number,
): void {
  const bottom = height - barHeight * unit;
  if (window !== undefined) {
    const left = xOf(window.fromMicros);
    context.fillStyle = colors.accent;
    context.globalAlpha = 0.28;
    context.fillRect(left, 0, Math.max(unit, xOf(window.toMicros) - left), bottom);
    context.globalAlpha = 1;
  }
  if (hoverMicros !== undefined) {
    const x = Math.round(xOf(hoverMicros)) + 0.5;
    context.strokeStyle = colors.muted;
    line(context, x, 0, x, bottom);
  }
  if (playheadMicros !== undefined) drawPlayhead(context, xOf(playheadMicros), bottom, unit, colors);
}
