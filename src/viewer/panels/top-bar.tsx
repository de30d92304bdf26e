import type { ComponentChildren, JSX } from 'preact';
import type { OpenedModel } from '../opened/opened-model.js';
import { CommandButton } from '../parts/command-button.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { commandById } from '../state/commands/commands.js';

/** One line of the export menu: a command, and what comes out of it. */
export interface ExportChoice {
  readonly command: string;
  readonly title: string;
  readonly note: string;
}

export interface TopBarProps {
  readonly opened: OpenedModel;
  readonly facts: readonly string[];
  readonly mark: ComponentChildren;
  readonly exports: readonly ExportChoice[];
  /** The way to the inspector is here however narrow the page is; else the transport has it then. */
  readonly inspector: boolean;
}

/** Where one is: the way back, the recording and its key facts, and what can be done with the whole view. */
export function TopBar({ opened, facts, mark, exports, inspector }: TopBarProps): JSX.Element {
  const model = useModel();
  const { name, folder } = opened.entry;
  return (
    <header class="fl-topbar">
      <button type="button" class="fl-button fl-back" title="Back to the library  (Q)" onClick={() => model.closeRecording()}>
        <Icon name="chevron" />
        <span>Library</span>
      </button>
      <h1 title={folder === '' ? name : `${folder}/${name}`}>{name}</h1>
      <span class="fl-topbar-facts">{facts.join(' · ')}</span>
      {mark}
      <span class="fl-spacer" />
      <button
        type="button"
        class="fl-find"
        title="Every action by name, and places in time"
        onClick={() => {
          model.dialog.value = 'palette';
        }}
      >
        <Icon name="search" />
        <span>Find an action or place</span>
        <kbd>Ctrl K</kbd>
      </button>
      <CommandButton command="copyLink" icon="link" class="fl-topbar-wide">
        Link
      </CommandButton>
      <ExportMenu exports={exports} />
      <CommandButton command="inspector" icon="inspector" pressed={model.inspectorOpen.value} class={inspector ? '' : 'fl-wide-only'} />
      <CommandButton command="help" class="fl-help-button">
        ?
      </CommandButton>
    </header>
  );
}

function ExportMenu({ exports }: { readonly exports: readonly ExportChoice[] }): JSX.Element {
  const model = useModel();
  const hide = (): void => document.getElementById('fl-export')?.hidePopover();
  return (
    <>
      <button
        type="button"
        class="fl-button fl-topbar-wide"
        popovertarget="fl-export"
        title="Export a picture, numbers, or the command that makes them"
      >
        <Icon name="export" /> Export
      </button>
      <div id="fl-export" class="fl-menu" popover="auto">
        {exports.map(({ command, title, note }) => (
          <button
            key={command}
            type="button"
            class="fl-menu-item"
            onClick={() => {
              hide();
              commandById(command).run(model, 1);
            }}
          >
            <span>{title}</span>
            <span class="fl-muted">{note}</span>
          </button>
        ))}
      </div>
    </>
  );
}
