import type { ComponentChildren, JSX } from 'preact';
import { commandById } from '../state/commands/commands.js';
import { Icon, type IconName } from './icons.js';
import { useModel } from './model-context.js';

export interface CommandButtonProps {
  /** Name in the command table: gives title, key and what is run. */
  readonly command: string;
  readonly icon?: IconName;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly class?: string;
  /** Words instead of, or beside, the icon. */
  readonly children?: ComponentChildren;
}

/** A button for a command; its tooltip names the command and its key. */
export function CommandButton(props: CommandButtonProps): JSX.Element {
  const model = useModel();
  const { id, title, keys, run } = commandById(props.command);
  return (
    <button
      type="button"
      class={`fl-button${props.children === undefined ? ' fl-button-icon' : ''} ${props.class ?? ''}`}
      title={keys[0] === undefined ? title : `${title}  (${keys[0]})`}
      aria-label={props.children === undefined ? title : undefined}
      aria-pressed={props.pressed}
      aria-keyshortcuts={keys[0]}
      disabled={props.disabled}
      data-command={id}
      onClick={() => run(model, 1)}
    >
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      {props.children}
    </button>
  );
}
