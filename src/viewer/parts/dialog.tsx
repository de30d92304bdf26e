import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.js';

export interface DialogProps {
  readonly title: string;
  readonly class?: string;
  /** Without a visible heading: the content is its own. */
  readonly bare?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A native modal dialog: it keeps the focus, Esc and a click beside it close it. */
export function Dialog(props: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  // The event of a dialog that closes comes a task later, when another one may be open already.
  const mounted = useRef(true);
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      if (!dialog.contains(document.activeElement) || document.activeElement?.closest('header') !== null) dialog.focus();
    }
    return () => {
      mounted.current = false;
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      tabIndex={-1}
      class={`fl-dialog ${props.class ?? ''}`}
      aria-label={props.title}
      onClose={() => {
        if (mounted.current) props.onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) props.onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.stopPropagation();
      }}
    >
      {props.bare === true ? null : (
        <header>
          <h2>{props.title}</h2>
          <button type="button" class="fl-button fl-button-icon" aria-label="Close" title="Close  (Esc)" onClick={props.onClose}>
            <Icon name="close" />
          </button>
        </header>
      )}
      {props.children}
    </dialog>
  );
}
