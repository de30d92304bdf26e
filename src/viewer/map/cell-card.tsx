import type { JSX } from 'preact';
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
  const { width, height } = stage.view.viewport.value;
  const { x, y } = at;
  const column = stage.map.column.column.value;
  const isGene = column?.want.kind === 'gene';
  const rows = [
    ...(column !== undefined && isGene ? [{ column: nameColumn(column.want), text: describeValue(column, hovered) }] : []),
    ...cell.values.filter(({ text }) => text !== ''),
  ];
  const place: JSX.CSSProperties = {
    ...(x < width / 2 ? { left: `${x + 14}px` } : { right: `${width - x + 14}px` }),
    ...(y < height / 2 ? { top: `${y + 10}px` } : { bottom: `${height - y + 10}px` }),
  };
  return (
    <div class="fl-plate fl-map-card" style={place} role="status">
      <b class="fl-number-text">{cell.name}</b>
      <dl>
        {rows.slice(0, mostRows).map(({ column: name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {rows.length > mostRows ? <span class="fl-muted">{rows.length - mostRows} more columns</span> : null}
    </div>
  );
}
