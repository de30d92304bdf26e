/** Colours of the strip, read from the style sheet's custom properties. */
export interface StripColors {
  readonly surface: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly warning: string;
  readonly on: string;
  readonly off: string;
}

/** A bookmark's flag whose tip is at a point. */
export function drawFlag(context: CanvasRenderingContext2D, x: number, y: number, unit: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x - 3 * unit, y);
  context.lineTo(x + 3 * unit, y);
  context.lineTo(x + 3 * unit, y + 8 * unit);
  context.lineTo(x, y + 5.5 * unit);
  context.lineTo(x - 3 * unit, y + 8 * unit);
  context.fill();
}

/** Words on a plate that starts, or ends, at `x`. */
export function drawPlate(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  unit: number,
  colors: StripColors,
  side: 'left' | 'right',
  color: string = colors.muted,
): void {
  context.font = font(unit);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const width = context.measureText(text).width + 8 * unit;
  const left = side === 'left' ? x : x - width;
  context.fillStyle = colors.surface;
  context.globalAlpha = 0.85;
  context.fillRect(left, y, width, 15 * unit);
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.fillText(text, left + 4 * unit, y + 8 * unit);
}

/** The strip's font; `unit` is CSS pixels of one sixteenth of a rem. */
export function font(unit: number): string {
  return `${11 * unit}px ui-monospace, "JetBrains Mono", "DejaVu Sans Mono", monospace`;
}

/** A line from point to point in the context's own style. */
export function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** The playhead from the top down to `bottom`. */
export function drawPlayhead(context: CanvasRenderingContext2D, at: number, bottom: number, unit: number, colors: StripColors): void {
  const x = Math.round(at);
  context.fillStyle = colors.accent;
  context.fillRect(x - unit, 0, 2 * unit, bottom);
  context.beginPath();
  context.moveTo(x - 5 * unit, 0);
  context.lineTo(x + 5 * unit, 0);
  context.lineTo(x, 6 * unit);
  context.fill();
}
