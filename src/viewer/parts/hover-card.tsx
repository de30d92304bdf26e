import type { ComponentChildren, JSX } from 'preact';
import type { Extent2d, Point } from '../gpu/camera.js';

/** A card comes when the cursor has rested so long. */
export const cardMillis = 300;

/** One line of a card. */
export interface HoverCardRow {
  readonly name: string;
  readonly text: string;
}

export interface HoverCardProps {
  /** Where the cursor points; the card lies beside it, towards the middle. */
  readonly at: Point;
  readonly within: Extent2d;
  readonly title: string;
  readonly rows: readonly HoverCardRow[];
  /** Said below the rows. */
  readonly children?: ComponentChildren;
}

/** What more there is to say of what the cursor rests on. It lets the pointer through. */
export function HoverCard({ at: { x, y }, within: { width, height }, title, rows, children }: HoverCardProps): JSX.Element {
  const place: JSX.CSSProperties = {
    ...(x < width / 2 ? { left: `${x + 14}px` } : { right: `${width - x + 14}px` }),
    ...(y < height / 2 ? { top: `${y + 10}px` } : { bottom: `${height - y + 10}px` }),
  };
  return (
    <div class="fl-plate fl-hover-card" style={place} role="status">
      <b class="fl-number-text">{title}</b>
      <dl>
        {rows.map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {children}
    </div>
  );
}
