import type { ColumnReading, TimeUnit } from '../../shapes/event-facts.js';

export type ColumnRole = ColumnReading['order'][number];

/** What a line of column names says. */
export interface NamedColumns {
  readonly order: readonly ColumnRole[];
  /** Where a name holds it: `t_us`, `time [s]`, `timestamp(ns)`. */
  readonly timeUnit?: TimeUnit;
}

const roleNames: Readonly<Record<string, ColumnRole>> = {
  t: 't',
  ts: 't',
  time: 't',
  times: 't',
  timestamp: 't',
  timestamps: 't',
  x: 'x',
  xs: 'x',
  y: 'y',
  ys: 'y',
  p: 'p',
  ps: 'p',
  pol: 'p',
  pols: 'p',
  polarity: 'p',
  polarities: 'p',
  on: 'p',
};

const unitNames: Readonly<Record<string, TimeUnit>> = {
  s: 's',
  sec: 's',
  seconds: 's',
  ms: 'ms',
  us: 'us',
  µs: 'us',
  micros: 'us',
  microseconds: 'us',
  ns: 'ns',
  nanos: 'ns',
  nanoseconds: 'ns',
};

/** Before names in archives and flat files: `events_t`, `event.x`. */
const prefix = /^(raw[_ ]?)?ev(ents?)?[_./]/;

/** The columns that names stand for; nothing unless t, x, y and p are each named once. Unknown names are skipped columns. */
export function readColumnNames(fields: readonly string[]): NamedColumns | undefined {
  const order: ColumnRole[] = [];
  let timeUnit: TimeUnit | undefined;
  for (const field of fields) {
    const [base = '', unit] = field
      .toLowerCase()
      .replaceAll(/["']/g, '')
      .trim()
      .replace(prefix, '')
      .split(/[\s_([/@]+/);
    const role = roleNames[base] ?? '-';
    order.push(role);
    if (role === 't' && unit !== undefined) timeUnit = unitNames[unit.replace(/[)\]]$/, '')] ?? timeUnit;
  }
  if (!namesEveryRole(order)) return undefined;
  return { order, ...(timeUnit === undefined ? {} : { timeUnit }) };
}

/** Whether t, x, y and p each occur exactly once. */
export function namesEveryRole(order: readonly ColumnRole[]): boolean {
  return (['t', 'x', 'y', 'p'] as const).every((role) => order.filter((other) => other === role).length === 1);
}
