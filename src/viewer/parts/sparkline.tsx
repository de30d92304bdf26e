import type { JSX } from 'preact';

export interface SparklineProps {
  /** Equal bins; NaN where nothing is known. *Lent.* */
  readonly values: Float32Array;
  /** A second set drawn beneath, added to the first: OFF under ON. */
  readonly under?: Float32Array;
  readonly label: string;
  readonly class?: string;
  /** Drawn as a line at this share of the width. */
  readonly marker?: number | undefined;
}

const width = 240;
const height = 40;

/** A small filled curve without axes. */
export function Sparkline({ values, under, label, class: name, marker }: SparklineProps): JSX.Element {
  let greatest = 0;
  for (let bin = 0; bin < values.length; bin += 1) greatest = Math.max(greatest, known(values[bin]) + known(under?.[bin]));
  return (
    <svg class={`fl-sparkline ${name ?? ''}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {greatest === 0 ? null : (
        <>
          {under === undefined ? null : <path class="fl-sparkline-under" d={area(values, under, greatest)} />}
          <path class="fl-sparkline-area" d={area(values, undefined, greatest)} />
        </>
      )}
      {marker === undefined ? null : <line class="fl-sparkline-marker" x1={marker * width} x2={marker * width} y1={0} y2={height} />}
    </svg>
  );
}

function area(values: Float32Array, under: Float32Array | undefined, greatest: number): string {
  const parts = [`M0 ${height}`];
  const columns = Math.min(values.length, width);
  for (let column = 0; column < columns; column += 1) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    let peak = 0;
    for (let bin = from; bin < to; bin += 1) peak = Math.max(peak, known(values[bin]) + known(under?.[bin]));
    const y = (height - (peak / greatest) * (height - 2)).toFixed(1);
    parts.push(`L${((column * width) / columns).toFixed(1)} ${y}L${(((column + 1) * width) / columns).toFixed(1)} ${y}`);
  }
  parts.push(`L${width} ${height}Z`);
  return parts.join('');
}

function known(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value;
}
