import type { JSX } from 'preact';
import { formatClock, formatDuration, formatWhole } from '../format/figures.js';
import { HoverCard, type HoverCardRow } from '../parts/hover-card.js';
import type { PixelCard as PixelFacts } from './pixel-model.js';
import type { StageController } from './stage-controller.js';
import { useZero } from './use-zero.js';

/** What happened at the pixel that the cursor rests on, beside it. */
export function PixelCard({ stage }: { readonly stage: StageController }): JSX.Element | null {
  const card = stage.pixel.card.value;
  const zero = useZero(stage.player);
  const rows = card === undefined ? [] : pixelRows(card, zero);
  if (card === undefined || rows.length === 0) return null;
  return <HoverCard at={card.at} within={stage.view.viewport.value} title={`x ${card.x} · y ${card.y}`} rows={rows} />;
}

/** The rows of a pixel's card: counts, the first and the last event, and the mean time between events; none where there is no event. */
export function pixelRows({ events, fromMicros, toMicros }: PixelFacts, zeroMicros: number): readonly HoverCardRow[] {
  const { on, off, first, last } = events;
  const count = on + off;
  if (first === undefined || last === undefined) return [];
  const told = ({ micros, polarity }: typeof first): string => `${formatClock(micros - zeroMicros)} ${polarity === 1 ? 'on' : 'off'}`;
  return [
    { name: 'events', text: `${formatWhole(count)} in ${formatDuration(toMicros - fromMicros)}` },
    { name: 'on, off', text: `${formatWhole(on)}, ${formatWhole(off)}` },
    ...(count === 1 ? [] : [{ name: 'first', text: told(first) }]),
    { name: count === 1 ? 'at' : 'last', text: told(last) },
    ...(count < 2 ? [] : [{ name: 'between', text: `${formatDuration((last.micros - first.micros) / (count - 1))} on average` }]),
    ...(events.quality === 'exact' ? [] : [{ name: 'quality', text: events.quality }]),
  ];
}
