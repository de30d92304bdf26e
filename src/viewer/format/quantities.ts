import { formatWhole } from './figures.js';

/** Lengths, times and values of stacks as people read them: significant figures, a unit always, no-break spaces. */

const space = '\u00a0';

/**
 * A value in up to `figures` significant figures, without zeros that say nothing: `301`, `0.0215`, `1.2e-7`. Whole numbers
 * below ten millions are written out.
 */
export function formatValue(value: number, figures = 5): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+∞' : '−∞';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (Number.isInteger(value) && magnitude < 1e7) return `${sign}${magnitude}`;
  const before = Math.floor(Math.log10(magnitude)) + 1;
  if (magnitude < 1e-4 || (magnitude >= 1e7 && before > figures))
    return `${sign}${trimZeros(magnitude.toExponential(Math.min(20, figures - 1)))}`;
  return `${sign}${trimZeros(magnitude.toFixed(Math.min(20, Math.max(0, figures - before))))}`;
}

/** The ends of a range, in as many figures as tell them, and a thousandth of what lies between, apart; at least `figures`. */
export function formatEnds(low: number, high: number, figures: number): readonly [low: string, high: string] {
  const span = high - low;
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  const apart = span > 0 && greatest > 0 ? Math.ceil(Math.log10(greatest / span)) + 3 : 0;
  const needed = Math.min(16, Math.max(figures, apart > figures && Number.isInteger(low) && Number.isInteger(high) ? 16 : apart));
  return [formatValue(low, needed), formatValue(high, needed)];
}

/** A length in its own unit: `0.325 µm`. */
export function formatLength(value: number, unit: string): string {
  return `${formatValue(value, 4)}${unit === '' ? '' : `${space}${unit}`}`;
}

/** An area in the square of a unit of length, thousands apart: `1,358,000 µm²`. */
export function formatArea(value: number, unit: string): string {
  const text = value >= 10_000 ? formatWhole(Number(value.toPrecision(4))) : formatValue(value, 4);
  return `${text}${space}${unit === '' ? 'px' : unit}²`;
}

/** A length of time given in seconds: `40 ns`, `10 µs`, `33.3 ms`, `1.5 s`, `12:31 min`, `2:05:00 h`. */
export function formatInterval(seconds: number): string {
  const magnitude = Math.abs(seconds);
  if (magnitude === 0) return `0${space}s`;
  if (magnitude < 1e-6) return `${formatValue(seconds * 1e9, 4)}${space}ns`;
  if (magnitude < 1e-3) return `${formatValue(seconds * 1e6, 4)}${space}µs`;
  if (magnitude < 1) return `${formatValue(seconds * 1e3, 4)}${space}ms`;
  if (magnitude < 120) return `${formatValue(seconds, 4)}${space}s`;
  const whole = Math.round(magnitude);
  const sign = seconds < 0 ? '−' : '';
  if (whole < 3_600) return `${sign}${Math.floor(whole / 60)}:${pad(whole % 60)}${space}min`;
  return `${sign}${Math.floor(whole / 3_600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}${space}h`;
}

/**
 * A point in time of something that takes `totalSeconds`, fine enough to tell points `stepSeconds` apart, and always as long:
 * `4.22 s`, `0.00 s`, `850.0 µs`, `2:05.40 min`.
 */
export function formatMoment(seconds: number, stepSeconds: number, totalSeconds: number): string {
  const digitsFor = (unit: number): number => Math.min(9, Math.max(0, Math.ceil(-Math.log10(stepSeconds / unit) - 1e-9)));
  if (totalSeconds >= 120) {
    const digits = digitsFor(1);
    const hours = Math.floor(seconds / 3_600);
    const minutes = Math.floor((seconds % 3_600) / 60);
    const rest = (seconds % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
    return totalSeconds >= 3_600 ? `${hours}:${pad(minutes)}:${rest}${space}h` : `${minutes}:${rest}${space}min`;
  }
  const [unit, name] =
    totalSeconds >= 1 ? [1, 's'] : totalSeconds >= 1e-3 ? [1e-3, 'ms'] : totalSeconds >= 1e-6 ? [1e-6, 'µs'] : [1e-9, 'ns'];
  return `${(seconds / unit).toFixed(digitsFor(unit))}${space}${name}`;
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}

function trimZeros(text: string): string {
  if (!text.includes('.')) return text;
  const [digits = '', exponent] = text.split('e');
  const trimmed = digits.replace(/\.?0+$/, '');
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`;
}
