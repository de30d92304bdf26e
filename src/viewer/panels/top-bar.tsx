import type { JSX } from 'preact';
import { formatCount, formatDuration } from '../format/figures.js';
import { CommandButton } from '../parts/command-button.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { isIntact } from '../player/integrity.js';
import type { PlayerModel } from '../player/player-model.js';

/** Where one is: the way back, the recording and its key facts, and what can be done with the whole view. */
export function TopBar({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const facts = player.facts.value;
  const extent = player.extent.value;
  const about = [
    facts?.format,
    facts?.geometry === undefined ? undefined : `${facts.geometry.width} × ${facts.geometry.height}`,
    extent === undefined ? undefined : formatDuration(extent.toMicros - 1 - extent.fromMicros),
    facts === undefined ? undefined : `${approximately(facts.events.exactness)}${formatCount(facts.events.value)} events`,
  ].filter((part) => part !== undefined);
  return (
    <header class="fl-topbar">
      <button type="button" class="fl-button fl-back" title="Back to the library  (Q)" onClick={() => model.closeRecording()}>
        <Icon name="chevron" />
        <span>Library</span>
      </button>
      <h1 title={player.entry.folder === '' ? player.entry.name : `${player.entry.folder}/${player.entry.name}`}>{player.entry.name}</h1>
      <span class="fl-topbar-facts">{about.join(' · ')}</span>
      <IntegrityMark player={player} />
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
      <ExportMenu />
      <CommandButton command="inspector" icon="inspector" pressed={model.inspectorOpen.value} class="fl-wide-only" />
      <CommandButton command="help" class="fl-help-button">
        ?
      </CommandButton>
    </header>
  );
}

function approximately(exactness: 'exact' | 'provisional' | 'estimated'): string {
  return exactness === 'exact' ? '' : '≈ ';
}

function IntegrityMark({ player }: { readonly player: PlayerModel }): JSX.Element | null {
  const integrity = player.facts.value?.integrity;
  if (integrity === undefined) return null;
  return isIntact(integrity) ? (
    <span class="fl-intact">
      <Icon name="check" /> intact
    </span>
  ) : (
    <span class="fl-warning-text fl-damaged" title="See Recording in the inspector">
      <Icon name="warning" /> damage counted
    </span>
  );
}

function ExportMenu(): JSX.Element {
  const model = useModel();
  const hide = (): void => document.getElementById('fl-export')?.hidePopover();
  return (
    <>
      <button
        type="button"
        class="fl-button fl-topbar-wide"
        popovertarget="fl-export"
        title="Export a picture, or the command that makes one"
      >
        <Icon name="export" /> Export
      </button>
      <div id="fl-export" class="fl-menu" popover="auto">
        {(
          [
            ['exportFrame', 'Frame as PNG', 'sensor pixels'],
            ['exportView', 'View as PNG', 'as it is on the screen'],
            ['copyCommand', 'Copy the render command', 'for the command line'],
          ] as const
        ).map(([id, title, note]) => (
          <button
            key={id}
            type="button"
            class="fl-menu-item"
            onClick={() => {
              hide();
              if (id === 'copyCommand') void model.copyRenderCommand();
              else void model.exportPicture(id === 'exportFrame' ? 'frame' : 'view');
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
