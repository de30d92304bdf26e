import { FirstlightError } from '../../base/errors.js';
import type { TimeUnit } from '../../shapes/event-facts.js';
import type { ElementView } from './element-view.js';

/** How the time column is read. Plain: safe to post. */
export interface TimeCoding {
  readonly unit: TimeUnit;
  /** Added to every time, microseconds. */
  readonly offsetMicros: number;
}

const word = 2 ** 32;
/** High words of signed integers whose value may be unsafe start here; see {@link readMicros}. */
const safeHigh = 2 ** 21;
const microsPer: Readonly<Record<Exclude<TimeUnit, 'ns'>, number>> = { s: 1_000_000, ms: 1000, us: 1 };

/**
 * Times `from` to `from + count` of a column as integer microseconds, written to `out`. Integers are exact; floats are
 * rounded as their decimal digits are, halves up; nanoseconds likewise.
 * Throws `out-of-range` for times beyond 2⁵³ µs and for NaN and infinities.
 */
export function readMicros(view: ElementView, from: number, count: number, coding: TimeCoding, out: Float64Array): void {
  const { kind } = view;
  if (kind === 'u64' || kind === 'i64') readWide(view, from, count, coding, out);
  else if (kind === 'f64' || kind === 'f32') readFloats(view, from, count, coding, out);
  else readNarrow(view, from, count, coding, out);
}

function readNarrow(view: ElementView, from: number, count: number, { unit, offsetMicros }: TimeCoding, out: Float64Array): void {
  const { array, step } = view;
  let at = view.start + from * step;
  if (unit === 'ns') {
    for (let i = 0; i < count; i += 1, at += step) out[i] = Math.floor((array[at]! + 500) / 1000) + offsetMicros;
    return;
  }
  const factor = microsPer[unit];
  for (let i = 0; i < count; i += 1, at += step) out[i] = array[at]! * factor + offsetMicros;
}

function readWide(view: ElementView, from: number, count: number, { unit, offsetMicros }: TimeCoding, out: Float64Array): void {
  const { array, step } = view;
  const signed = view.kind === 'i64';
  let at = view.start + from * step;
  for (let i = 0; i < count; i += 1, at += step) {
    const low = array[at]!;
    const high = signed ? array[at + 1]! | 0 : array[at + 1]!;
    if (unit === 'ns') {
      // 2³² = 4,294,967 · 1000 + 296: exact for every high word.
      out[i] = high * 4_294_967 + Math.floor((high * 296 + low + 500) / 1000) + offsetMicros;
    } else {
      if (high >= safeHigh || high < -safeHigh) throw beyond(high * word + low);
      out[i] = (high * word + low) * microsPer[unit] + offsetMicros;
    }
    if (!Number.isSafeInteger(out[i])) throw beyond(out[i]!);
  }
}

function readFloats(view: ElementView, from: number, count: number, { unit, offsetMicros }: TimeCoding, out: Float64Array): void {
  const { array, step } = view;
  let at = view.start + from * step;
  const factor = unit === 'ns' ? 0.001 : microsPer[unit];
  const exponent = unit === 'ns' ? -3 : Math.round(Math.log10(factor));
  for (let i = 0; i < count; i += 1, at += step) {
    const value = array[at]!;
    const scaled = value * factor;
    const floor = Math.floor(scaled);
    const fraction = scaled - floor;
    let micros = fraction < 0.5 ? floor : floor + 1;
    // The product is off by a few units in the last place: near a half the decimal digits decide.
    if (Math.abs(fraction - 0.5) <= Math.abs(scaled) * 2 ** -50 + 1e-12) micros = roundDecimal(value, exponent);
    micros += offsetMicros;
    if (!Number.isSafeInteger(micros)) throw beyond(micros);
    out[i] = micros;
  }
}

/** `value · 10^exponent` rounded to an integer, halves up, on the shortest decimal digits that make `value`. */
export function roundDecimal(value: number, exponent: number): number {
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace('-', '').replace('.', '');
  const point = 1 + Number(power) + exponent;
  if (point < 0) return 0;
  const whole = Number(digits.slice(0, point).padEnd(Math.max(point, 1), '0') || '0');
  const next = Number(digits[point] ?? '0');
  if (!negative) return next >= 5 ? whole + 1 : whole;
  const rest = digits.slice(point + 1).replaceAll('0', '');
  const roundsAway = next > 5 || (next === 5 && rest !== '');
  return -(roundsAway ? whole + 1 : whole);
}

function beyond(micros: number): FirstlightError {
  return new FirstlightError('out-of-range', `An event has a time that is no number of microseconds below 2^53: ${micros}`);
}
