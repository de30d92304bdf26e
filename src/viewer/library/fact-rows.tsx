import type { JSX } from 'preact';
import { TableFactRows } from '../map/table-fact-rows.js';
import { EventFactRows } from '../player/event-fact-rows.js';
import { StackFactRows } from '../stack/stack-fact-rows.js';
import type { Facts } from '../state/view-state.js';

/** Facts of a recording as rows, by its kind. */
export function FactRows({ facts, byteLength }: { readonly facts: Facts; readonly byteLength: number }): JSX.Element {
  switch (facts.kind) {
    case 'events':
      return <EventFactRows facts={facts} byteLength={byteLength} />;
    case 'stack':
      return <StackFactRows facts={facts} byteLength={byteLength} />;
    case 'cells':
      return <TableFactRows facts={facts} byteLength={byteLength} />;
  }
}
