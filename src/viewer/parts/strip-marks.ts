import { drawPlate, font, line, type StripColors } from './strip-parts.js';

/** Heights in CSS pixels at a root size of 16: axis with its labels, bar of what is known. */
export const axisHeight = 16;
export const barHeight = 3;

/** A tick of the axis and what stands beside it where there is room. */
export interface StripTick {
  /** CSS pixels from the left edge. */
  readonly x: number;
  readonly label: string;
}

/** The bar at the foot: the part of the whole that is shown, or how much of it is known. */
export type StripBar =
  /** Shares of the whole, from 0 to 1. */
  | { readonly kind: 'zoomed'; readonly from: number; readonly to: number }
  /** CSS pixels from the left edge; dashed where it is not exact. */
  | { readonly kind: 'known'; readonly from: number; readonly to: number; readonly exact: boolean };

/** Fades what lies outside of A–B and draws both ends, down to `bottom`; `a` and `b` are CSS pixels from the left edge. */
export function drawLoop(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  unit: number,
  bottom: number,
  colors: StripColors,
  a: number | undefined,
  b: number | undefined,
): void {
  if (a !== undefined && b !== undefined) {
    context.fillStyle = colors.surface;
    context.globalAlpha = 0.6;
    context.fillRect(0, 0, Math.max(0, a), height);
    context.fillRect(b, 0, width - b, height);
    context.globalAlpha = 1;
  }
  for (const [at, name] of [
    [a, 'A'],
    [b, 'B'],
  ] as const) {
    if (at === undefined) continue;
    const x = Math.round(at) + 0.5;
    context.strokeStyle = colors.text;
    context.setLineDash([2 * unit, 2 * unit]);
    line(context, x, 0, x, bottom);
    context.setLineDash([]);
    drawPlate(context, name, x, 2 * unit, unit, colors, name === 'A' ? 'left' : 'right', colors.text);
  }
}

/** The axis on a plate of its own below the curve; a label that has no room is left out, its tick is not. */
export function drawAxis(
  context: CanvasRenderingContext2D,
  width: number,
  bottom: number,
  unit: number,
  colors: StripColors,
  ticks: Iterable<StripTick>,
): void {
  context.fillStyle = colors.surface;
  context.fillRect(0, bottom + 1, width, axisHeight * unit);
  context.font = font(unit);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  let clear = Number.NEGATIVE_INFINITY;
  for (const tick of ticks) {
    const x = Math.round(tick.x) + 0.5;
    context.strokeStyle = colors.line;
    line(context, x, bottom, x, bottom + 5 * unit);
    const labelWidth = context.measureText(tick.label).width;
    const left = x + 4 * unit;
    if (left < clear || left + labelWidth > width - 4 * unit) continue;
    clear = left + labelWidth + 12 * unit;
    context.fillStyle = colors.muted;
    context.fillText(tick.label, left, bottom + (axisHeight / 2 + 0.5) * unit);
  }
}

/** The bar at the foot of a strip, `barHeight` high. */
export function drawBar(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  unit: number,
  colors: StripColors,
  bar: StripBar,
): void {
  const tall = barHeight * unit;
  const top = height - tall;
  context.fillStyle = colors.line;
  context.fillRect(0, top, width, tall);
  const { from, to } = bar;
  if (bar.kind === 'zoomed') {
    context.fillStyle = colors.accent;
    context.fillRect(from * width, top, Math.max(3 * unit, (to - from) * width), tall);
    return;
  }
  context.fillStyle = colors.muted;
  if (bar.exact) context.fillRect(from, top, to - from, tall);
  else for (let x = from; x < to; x += 6 * unit) context.fillRect(x, top, Math.min(3 * unit, to - x), tall);
}
