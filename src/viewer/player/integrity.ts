import type { EventFacts } from '../state/view-state.js';

type Integrity = NonNullable<EventFacts['integrity']>;

/** Nothing is wrong in the bytes; clocks that wrapped and were continued are no damage. */
export function isIntact(integrity: Integrity): boolean {
  const { outOfRange, timeDecreases, droppedWords, unknownWords, truncatedBytes } = integrity;
  return outOfRange + timeDecreases + droppedWords + unknownWords + truncatedBytes === 0;
}

/** The counts in words, in the order of the report. */
export function integrityRows(
  integrity: Integrity,
): readonly { readonly label: string; readonly count: number; readonly damage: boolean }[] {
  return [
    { label: 'Out of range', count: integrity.outOfRange, damage: true },
    { label: 'Time decreases', count: integrity.timeDecreases, damage: true },
    { label: 'Dropped words', count: integrity.droppedWords, damage: true },
    { label: 'Unknown words', count: integrity.unknownWords, damage: true },
    { label: 'Truncated bytes', count: integrity.truncatedBytes, damage: true },
    { label: 'Clock wraps', count: integrity.wraps, damage: false },
  ];
}
