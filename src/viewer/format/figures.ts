/** Numbers as people read them on an instrument: a unit always, fixed decimals within a magnitude, no-break spaces. */

const space = '\u00a0';

/** A length of time, three to five significant figures: `10 µs`, `12.5 ms`, `9.537 s`, `12:31 min`, `2:05:00 h`. */
export function formatDuration(micros: number): string {
  const magnitude = Math.abs(micros);
  if (magnitude < 1_000) return `${Math.round(micros)}${space}µs`;
  if (magnitude < 1_000_000) return `${trimZeros(micros / 1_000, 3)}${space}ms`;
  if (magnitude < 120_000_000) return `${trimZeros(micros / 1_000_000, 3)}${space}s`;
  const seconds = Math.round(magnitude / 1_000_000);
  const sign = micros < 0 ? '−' : '';
  if (seconds < 3_600) return `${sign}${Math.floor(seconds / 60)}:${pad(seconds % 60, 2)}${space}min`;
  return `${sign}${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}${space}h`;
}

/** A length of time with a fixed number of characters within its magnitude, for readouts that change while playing. */
export function formatWindowLength(micros: number): string {
  if (micros < 1_000) return `${Math.round(micros)}${space}µs`;
  if (micros < 10_000) return `${(micros / 1_000).toFixed(2)}${space}ms`;
  if (micros < 1_000_000) return `${(micros / 1_000).toFixed(1)}${space}ms`;
  return `${(micros / 1_000_000).toFixed(2)}${space}s`;
}

/** A point in time to the microsecond: `0:09.537 214`, `1:02:03.000 000`. */
export function formatClock(micros: number): string {
  const sign = micros < 0 ? '−' : '';
  const magnitude = Math.abs(Math.round(micros));
  const whole = Math.floor(magnitude / 1_000_000);
  const digits = pad(magnitude % 1_000_000, 6);
  const seconds = pad(whole % 60, 2);
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3_600);
  const head = hours > 0 ? `${hours}:${pad(minutes, 2)}` : `${minutes}`;
  return `${sign}${head}:${seconds}.${digits.slice(0, 3)}${space}${digits.slice(3)}`;
}

/** A tick of a time axis whose ticks are `stepMicros` apart: no more digits than tell neighbours apart. */
export function formatTick(micros: number, stepMicros: number): string {
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(stepMicros / 1_000_000))));
  const seconds = micros / 1_000_000;
  if (Math.abs(seconds) < 120) return `${seconds.toFixed(digits)}${space}s`;
  const sign = seconds < 0 ? '−' : '';
  const whole = Math.floor(Math.abs(seconds) + 1e-9);
  const rest = digits === 0 ? '' : (Math.abs(seconds) % 1).toFixed(digits).slice(1);
  const minutes = Math.floor(whole / 60);
  const head = minutes >= 60 ? `${Math.floor(minutes / 60)}:${pad(minutes % 60, 2)}` : `${minutes}`;
  return `${sign}${head}:${pad(whole % 60, 2)}${rest}`;
}

/** A whole number, thousands apart: `26,418,204`. The browser's own way loads its tables of languages, tens of milliseconds. */
export function formatWhole(value: number): string {
  return `${Math.round(value)}`.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count in three significant figures: `850`, `26.4 k`, `26.4 M`, `1.00 G`. */
export function formatCount(value: number): string {
  const [scaled, prefix] = scale(value);
  return prefix === '' ? `${Math.round(scaled)}` : `${figures(scaled)}${space}${prefix}`;
}

/** Events per second: `118 ev/s`, `2.81 Mev/s`. */
export function formatRate(eventsPerSecond: number): string {
  const [scaled, prefix] = scale(eventsPerSecond);
  return prefix === '' ? `${Math.round(scaled)}${space}ev/s` : `${figures(scaled)}${space}${prefix}ev/s`;
}

/** Bytes in decimal units: `618 kB`, `74.1 MB`, `6.30 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes}${space}B`;
  if (bytes < 1_000_000) return `${figures(bytes / 1_000)}${space}kB`;
  if (bytes < 1_000_000_000) return `${figures(bytes / 1_000_000)}${space}MB`;
  if (bytes < 1e12) return `${figures(bytes / 1_000_000_000)}${space}GB`;
  return `${figures(bytes / 1e12)}${space}TB`;
}

/** A playing speed with two decimals: `1.00×`, `0.25×`, `100×`. */
export function formatSpeed(speed: number): string {
  return `${Math.abs(speed) >= 100 ? Math.round(speed) : speed.toFixed(2)}×`;
}

/** A share of a whole: `0.61 : 0.39`. */
export function formatShares(on: number, off: number): string {
  const total = on + off;
  if (total === 0) return '–';
  const share = Math.round((100 * on) / total) / 100;
  return `${share.toFixed(2)} : ${(1 - share).toFixed(2)}`;
}

export function formatPercent(share: number): string {
  return `${Math.floor(share * 100)}${space}%`;
}

function scale(value: number): readonly [number, string] {
  const magnitude = Math.abs(value);
  if (magnitude < 999.5) return [value, ''];
  if (magnitude < 999_500) return [value / 1_000, 'k'];
  if (magnitude < 999_500_000) return [value / 1_000_000, 'M'];
  return [value / 1_000_000_000, 'G'];
}

function figures(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude < 9.995) return value.toFixed(2);
  return magnitude < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function trimZeros(value: number, digits: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(Math.min(digits, 1)) : value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function pad(value: number, length: number): string {
  return value.toString().padStart(length, '0');
}
