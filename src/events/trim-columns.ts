import type { EventColumns } from '../shapes/event-columns.js';

/** Events `from` to `to` (exclusive) of a run. */
export type TakeEvents = (columns: EventColumns, from: number, to: number) => void;

/** Whether times never decrease within a run. */
export function isAscending({ t, length }: EventColumns): boolean {
  for (let i = 1; i < length; i += 1) if (t[i]! < t[i - 1]!) return false;
  return true;
}

/** First place in an ascending run whose time is not before `micros`; `length` where all are before. */
export function firstNotBefore({ baseMicros, t, length }: EventColumns, micros: number): number {
  const delta = micros - baseMicros;
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (t[middle]! < delta) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Hands on the events of a run whose time lies in [`fromMicros`, `toMicros`), in their order: by binary search where the
 * run ascends, else stretch by stretch. Returns how many there are.
 */
export function trimColumns(columns: EventColumns, ascending: boolean, fromMicros: number, toMicros: number, take?: TakeEvents): number {
  if (toMicros <= fromMicros) return 0;
  if (ascending) {
    const from = firstNotBefore(columns, fromMicros);
    const to = firstNotBefore(columns, toMicros);
    if (to > from) take?.(columns, from, to);
    return to - from;
  }
  const { t, length } = columns;
  const least = fromMicros - columns.baseMicros;
  const end = toMicros - columns.baseMicros;
  let count = 0;
  let start = -1;
  for (let i = 0; i < length; i += 1) {
    const inside = t[i]! >= least && t[i]! < end;
    if (inside && start < 0) start = i;
    else if (!inside && start >= 0) {
      take?.(columns, start, i);
      count += i - start;
      start = -1;
    }
  }
  if (start >= 0) {
    take?.(columns, start, length);
    count += length - start;
  }
  return count;
}

/**
 * Hands on the events of a run before `beforeMicros`, leaving out the first `skip` of them: the part of a window by count
 * that lies in the run. Returns how many there are before `beforeMicros`, skipped ones included.
 */
export function trimCount(columns: EventColumns, ascending: boolean, beforeMicros: number, skip: number, take?: TakeEvents): number {
  let passed = 0;
  return trimColumns(columns, ascending, Number.NEGATIVE_INFINITY, beforeMicros, (run, from, to) => {
    const start = from + Math.min(to - from, Math.max(0, skip - passed));
    passed += to - from;
    if (to > start) take?.(run, start, to);
  });
}
