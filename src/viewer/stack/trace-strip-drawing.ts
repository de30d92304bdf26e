import { formatWhole } from '../format/figures.js';
import { formatEnds, formatMoment } from '../format/quantities.js';
import type { StillLayer } from '../parts/still-layer.js';
import { axisHeight, barHeight, drawAxis, drawBar, drawLoop, type StripBar, type StripTick } from '../parts/strip-marks.js';
import { drawFlag, drawPlate, drawPlayhead, line, type StripColors } from '../parts/strip-parts.js';
import type { PlaceRange, TraceBand } from '../state/stack-state.js';
import { type TraceCurve, traceCurve } from './trace-curve.js';
import type { Trace } from './trace-model.js';

export interface TraceScene {
  /** Places from the left edge to the right one; a place is as wide as any other. */
  readonly shown: PlaceRange;
  readonly places: number;
  readonly trace: Trace | undefined;
  readonly outdated: boolean;
  readonly band: TraceBand;
  /** What the trace is of. */
  readonly title: string;
  readonly playhead: number | undefined;
  readonly range: PlaceRange | undefined;
  readonly a: number | undefined;
  readonly b: number | undefined;
  readonly bookmarks: readonly number[];
  readonly hover: number | undefined;
  /** Seconds from frame to frame, where times are shown. */
  readonly intervalSeconds: number | undefined;
  readonly exactLength: boolean;
}

/** Room above the curve in CSS pixels at a root size of 16. */
const topHeight = 14;

/**
 * Draws the trace of a region: its mean as a line, what is around it as a band, the axis on a plate of its own below, the
 * selected range on the axis, A–B, bookmarks and the playhead. `unit` is CSS pixels of one sixteenth of a rem; `still` keeps
 * what the playhead moves over.
 */
export function drawTraceStrip(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  unit: number,
  colors: StripColors,
  scene: TraceScene,
  still: StillLayer,
): void {
  const bottom = height - (axisHeight + barHeight) * unit;
  const across = scene.shown.last - scene.shown.first + 1;
  const edgeOf = (place: number): number => ((place - scene.shown.first) / across) * width;
  const { trace, playhead, hover, ...rest } = scene;
  // The playhead passes in front of the title: that makes way.
  const titleSide = playhead !== undefined && edgeOf(playhead) < width / 4 ? 'right' : 'left';
  still.draw(context, width, height, [unit, colors, trace, titleSide, JSON.stringify(rest)], (layer) =>
    drawStill(layer, width, height, unit, colors, scene, edgeOf, titleSide),
  );
  if (hover !== undefined) {
    context.strokeStyle = colors.muted;
    const x = Math.round(edgeOf(hover + 0.5)) + 0.5;
    line(context, x, 0, x, bottom);
  }
  if (playhead === undefined) return;
  context.fillStyle = colors.accent;
  context.globalAlpha = 0.28;
  context.fillRect(edgeOf(playhead), 0, width / across, bottom);
  context.globalAlpha = 1;
  drawPlayhead(context, edgeOf(playhead + 0.5), bottom, unit, colors);
}

function drawStill(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  unit: number,
  colors: StripColors,
  scene: TraceScene,
  edgeOf: (place: number) => number,
  titleSide: 'left' | 'right',
): void {
  const top = topHeight * unit;
  const bottom = height - (axisHeight + barHeight) * unit;
  const middleOf = (place: number): number => edgeOf(place + 0.5);
  context.fillStyle = colors.surface;
  context.fillRect(0, 0, width, height);
  const curve = scene.trace === undefined ? undefined : traceCurve(scene.trace, scene.shown, Math.ceil(width), scene.band);
  if (curve !== undefined) drawCurve(context, width, top, bottom, unit, colors, curve, scene);
  const { a, b } = scene;
  drawLoop(context, width, height, unit, bottom, colors, a === undefined ? a : edgeOf(a), b === undefined ? b : edgeOf(b + 1));
  drawAxis(context, width, bottom, unit, colors, ticksOf(scene, width / (90 * unit), middleOf));
  drawRange(context, bottom, unit, colors, scene, edgeOf);
  drawBar(context, width, height, unit, colors, barOf(scene, width, edgeOf));
  for (const place of scene.bookmarks) drawFlag(context, middleOf(place), 0, unit, colors.warning);
  if (curve !== undefined && curve.greatest >= curve.least) {
    drawPlate(context, `${scene.title} · ${extentOf(curve)}`, titleSide === 'left' ? 0 : width, 0, unit, colors, titleSide);
  } else if (scene.trace?.final !== true) {
    drawPlate(context, `${scene.title} · reading…`, titleSide === 'left' ? 0 : width, 0, unit, colors, titleSide);
  }
}

function extentOf({ least, greatest }: TraceCurve): string {
  const [from, to] = formatEnds(least, greatest, 4);
  return from === to ? from : `${from} to ${to}`;
}

function drawCurve(
  context: CanvasRenderingContext2D,
  width: number,
  top: number,
  bottom: number,
  unit: number,
  colors: StripColors,
  curve: TraceCurve,
  scene: TraceScene,
): void {
  const span = curve.greatest > curve.least ? curve.greatest - curve.least : 1;
  const yOf = (value: number): number => bottom - 2 * unit - ((value - curve.least) / span) * (bottom - top - 4 * unit);
  const faint = scene.outdated ? 0.35 : scene.trace?.final === true ? 1 : 0.7;
  const { low, high, mean } = curve;
  context.fillStyle = colors.muted;
  context.globalAlpha = 0.3 * faint;
  context.beginPath();
  for (let x = 0; x < low.length; x += 1) {
    const [from, to] = [low[x]!, high[x]!];
    if (Number.isNaN(from)) continue;
    context.rect(x, yOf(to), 1, Math.max(1, yOf(from) - yOf(to)));
  }
  context.fill();
  context.globalAlpha = faint;
  context.strokeStyle = colors.text;
  context.lineWidth = Math.max(1, unit);
  context.lineJoin = 'round';
  context.beginPath();
  let drawing = false;
  for (let point = 0; point < mean.length; point += 2) {
    const [x, value] = [mean[point]!, mean[point + 1]!];
    if (Number.isNaN(value)) {
      drawing = false;
      continue;
    }
    if (drawing) context.lineTo(x, yOf(value));
    else context.moveTo(x, yOf(value));
    drawing = true;
  }
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = colors.line;
  line(context, 0, Math.round(bottom) + 0.5, width, Math.round(bottom) + 0.5);
}

/** Ticks at round places or times, about `most` of them. */
function* ticksOf({ shown, intervalSeconds }: TraceScene, most: number, middleOf: (place: number) => number): Generator<StripTick> {
  const scale = intervalSeconds ?? 1;
  const least = intervalSeconds === undefined ? 1 : 0;
  const step = Math.max(least, niceStep(((shown.last - shown.first + 1) * scale) / Math.max(1, most)));
  for (let tick = Math.ceil((shown.first * scale) / step); tick * step <= (shown.last + 1) * scale; tick += 1) {
    const value = tick * step;
    const label = intervalSeconds === undefined ? formatWhole(value) : formatMoment(value, step, (shown.last + 1) * scale);
    yield { x: middleOf(value / scale), label };
  }
}

/** A step of 1, 2 or 5 times a power of ten that is no shorter than `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-30, least)));
  for (const factor of [1, 2, 5]) if (factor * power >= least * 0.999_999) return factor * power;
  return 10 * power;
}

function drawRange(
  context: CanvasRenderingContext2D,
  bottom: number,
  unit: number,
  colors: StripColors,
  { range }: TraceScene,
  edgeOf: (place: number) => number,
): void {
  if (range === undefined) return;
  const [left, right] = [edgeOf(range.first), edgeOf(range.last + 1)];
  context.fillStyle = colors.accent;
  context.globalAlpha = 0.1;
  context.fillRect(left, 0, right - left, bottom);
  context.globalAlpha = 0.35;
  context.fillRect(left, bottom, right - left, axisHeight * unit);
  context.globalAlpha = 1;
  for (const x of [left, right]) context.fillRect(Math.round(x) - unit, bottom, 2 * unit, axisHeight * unit);
}

function barOf({ shown, places, trace, exactLength, outdated }: TraceScene, width: number, edgeOf: (place: number) => number): StripBar {
  const zoomed = shown.first > 0 || shown.last < places - 1;
  if (zoomed) return { kind: 'zoomed', from: shown.first / places, to: (shown.last + 1) / places };
  const [from, to] = [Math.max(0, edgeOf(0)), Math.min(width, edgeOf(places))];
  if (trace?.final === true && !outdated) return { kind: 'known', from, to, exact: exactLength };
  const share = trace === undefined || outdated ? 0 : trace.done / Math.max(1, trace.mean.length);
  return { kind: 'known', from, to: from + (to - from) * share, exact: true };
}
