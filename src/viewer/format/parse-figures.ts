/** What a person types into a number field. Each parser gives `undefined` for text that it cannot read. */

const number = /^([+-]?(?:\d[\d,\u00a0 ]*)?(?:\.\d[\d ]*)?(?:e[+-]?\d+)?)\s*([^\d\s]*)$/i;

/** `12.5 ms`, `200us`, `0.5 s`; a bare number is in `unit`. Microseconds. */
export function parseDuration(text: string, unit: 'us' | 'ms' | 's' = 'ms'): number | undefined {
  const read = readNumber(text);
  if (read === undefined) return undefined;
  const micros = { us: 1, µs: 1, μs: 1, ms: 1_000, s: 1_000_000, min: 60_000_000, h: 3_600_000_000 } as const;
  const name = read.suffix === '' ? unit : read.suffix.toLowerCase();
  if (!(name in micros)) return undefined;
  return Math.round(read.value * micros[name as keyof typeof micros]);
}

/** A point in time: `4.21 s`, `850 ms`, `1:02.5`, `1:02:03.000 250`; a bare number is in seconds. Microseconds. */
export function parseClock(text: string): number | undefined {
  const parts = text.trim().replaceAll('−', '-').split(':');
  if (parts.length === 1) return parseDuration(text.replaceAll('−', '-'), 's');
  if (parts.length > 3) return undefined;
  const negative = parts[0]?.startsWith('-') === true;
  let seconds = 0;
  for (const part of parts) {
    const digits = part.replaceAll(/[\s\u00a0]/g, '').replace(/^-/, '');
    if (!/^\d+(\.\d+)?$/.test(digits)) return undefined;
    seconds = seconds * 60 + Number(digits);
  }
  return Math.round(seconds * 1_000_000) * (negative ? -1 : 1);
}

/** A plain number, such as `-12.5`, `1e-3` or `1,024`. */
export function parseNumber(text: string): number | undefined {
  const read = readNumber(text.replaceAll('−', '-'));
  return read === undefined || read.suffix !== '' ? undefined : read.value;
}

/** The number of a frame, `4218` or `4.2k`, or its time where frames have one: `42 ms`, `1:02.5`. */
export function parsePlace(text: string, frameIntervalSeconds: number | undefined): number | undefined {
  const count = parseCount(text);
  if (count !== undefined) return count >= 0 ? count : undefined;
  const micros = parseClock(text);
  if (micros === undefined || frameIntervalSeconds === undefined || frameIntervalSeconds <= 0) return undefined;
  return Math.max(0, Math.round(micros / (frameIntervalSeconds * 1_000_000)));
}

/** `20000`, `20k`, `1.5 M`. */
export function parseCount(text: string): number | undefined {
  const read = readNumber(text);
  if (read === undefined) return undefined;
  const factors = { '': 1, ev: 1, events: 1, k: 1e3, m: 1e6, g: 1e9 } as const;
  const name = read.suffix.toLowerCase();
  if (!(name in factors)) return undefined;
  return Math.round(read.value * factors[name as keyof typeof factors]);
}

/** `0.5`, `2×`, `100x`. */
export function parseSpeed(text: string): number | undefined {
  const read = readNumber(text);
  if (read === undefined || !['', 'x', '×'].includes(read.suffix.toLowerCase())) return undefined;
  return read.value;
}

function readNumber(text: string): { readonly value: number; readonly suffix: string } | undefined {
  const match = number.exec(text.trim());
  if (match === null) return undefined;
  const digits = (match[1] ?? '').replaceAll(/[,\s\u00a0]/g, '');
  if (!/\d/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? { value, suffix: match[2] ?? '' } : undefined;
}
