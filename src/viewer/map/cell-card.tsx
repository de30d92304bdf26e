import type { JSX } from 'preact';
import { HoverCard } from '../parts/hover-card.js';
import { nameColumn } from './map-choices.js';
import type { MapStageController } from './map-stage-controller.js';
import { describeValue } from './map-text.js';

const mostRows = 12;

/** Everything known of the cell that is pointed at, beside it. */
export function CellCard({ stage }: { readonly stage: MapStageController }): JSX.Element | null {
  const shown = stage.pointed.card.value;
  const hovered = stage.pointed.cell.value;
  const cell = stage.map.cell.cell.value;
  const at = stage.pointed.at.value;
  if (shown === 'none' || hovered === undefined || at === undefined || cell?.index !== hovered) return null;
  const column = stage.map.column.column.value;
  const isGene = column?.want.kind === 'gene';
  const rows = [
    ...(column !== undefined && isGene ? [{ name: nameColumn(column.want), text: describeValue(column, hovered) }] : []),
    ...cell.values.filter(({ text }) => text !== '').map(({ column: name, text }) => ({ name, text })),
  ];
  return (
    <HoverCard at={at} within={stage.view.viewport.value} title={cell.name} rows={rows.slice(0, mostRows)}>
      {rows.length > mostRows ? <span class="fl-muted">{rows.length - mostRows} more columns</span> : null}
    </HoverCard>
  );
}
