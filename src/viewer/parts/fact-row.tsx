import type { JSX } from 'preact';

export interface FactRowProps {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly warn?: boolean;
}

/** One fact: what it is called and what it is, with a word about it beneath. */
export function FactRow({ label, value, note, warn }: FactRowProps): JSX.Element {
  return (
    <div class="fl-row fl-fact">
      <span>{label}</span>
      <span class={warn === true ? 'fl-number-text fl-warning-text' : 'fl-number-text'}>
        {value}
        {note === undefined ? null : <small>{note}</small>}
      </span>
    </div>
  );
}

/** The word for a number that is not exact. */
export function exactnessNote(exactness: 'exact' | 'provisional' | 'estimated' | undefined): string | undefined {
  return exactness === undefined || exactness === 'exact' ? undefined : exactness;
}

/** What goes before a number that is not exact. */
export function approximately(exactness: 'exact' | 'provisional' | 'estimated'): string {
  return exactness === 'exact' ? '' : '≈\u00a0';
}
