import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';

export interface ShowAllButtonProps<Stretch> {
  /** The stretch that a strip shows; nothing while it shows all of it. */
  readonly zoomed: Signal<Stretch | undefined>;
  /** What the strip is of. */
  readonly whole: string;
  /** How much of it is shown. */
  readonly children: ComponentChildren;
}

/** On a strip that shows a part only: how much that is, and the way back to all of it. */
export function ShowAllButton<Stretch>({ zoomed, whole, children }: ShowAllButtonProps<Stretch>): JSX.Element {
  return (
    <button
      type="button"
      class="fl-button fl-strip-all"
      title={`Show the whole ${whole}  (double click)`}
      onClick={() => {
        zoomed.value = undefined;
      }}
    >
      {children} · show all
    </button>
  );
}
