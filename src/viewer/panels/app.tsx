import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LibraryPage } from '../library/library-page.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { commandById, commands } from '../state/commands.js';
import { matchKey, yieldsTo } from '../state/keys.js';
import type { ViewerModel } from '../viewer-model.js';
import { CommandPalette } from './command-palette.js';
import { HelpDialog } from './help-dialog.js';
import { PlayerPage } from './player-page.js';

/** The whole viewer: library or player, and what lies over both. */
export function App(): JSX.Element {
  const model = useModel();
  const player = model.player.value;
  const opening = player === undefined && model.store.state.value.recording !== undefined && model.missing.value === undefined;
  useKeys(model);
  const dropping = useDrop(model);
  useWide(model);
  return (
    <>
      {player !== undefined ? (
        <PlayerPage key={player.entry.recording} player={player} />
      ) : opening ? (
        <div class="fl-opening">Opening…</div>
      ) : (
        <LibraryPage />
      )}
      {model.dialog.value === 'help' ? <HelpDialog /> : null}
      {model.dialog.value === 'palette' ? <CommandPalette /> : null}
      <div class="fl-toasts" role="status" aria-live="polite">
        {model.toasts.value.map(({ id, text, tone }) => (
          <button key={id} type="button" class="fl-toast" data-tone={tone} title="Dismiss" onClick={() => model.forget(id)}>
            {tone === 'plain' ? null : <Icon name={tone} />} {text}
          </button>
        ))}
      </div>
      {dropping ? (
        <div class="fl-drop-overlay">
          <div>
            <Icon name="file" />
            <b>Drop to open</b>
            <span>Files are read in this tab and stay on this machine</span>
          </div>
        </div>
      ) : null}
    </>
  );
}

function useKeys(model: ViewerModel): void {
  useEffect(() => {
    const onDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || yieldsTo(event.target, event)) return;
      if (model.dialog.peek() !== undefined) return;
      const where = model.player.peek() === undefined ? 'library' : 'player';
      if (event.key === ' ' && where === 'player') {
        event.preventDefault();
        if (!event.repeat) model.gestures?.onSpace(true);
        return;
      }
      for (const command of commands) {
        if (command.where !== 'everywhere' && command.where !== where) continue;
        const factor = matchKey(command, event);
        if (factor === 0) continue;
        event.preventDefault();
        command.run(model, factor);
        return;
      }
    };
    const onUp = (event: KeyboardEvent): void => {
      if (event.key === ' ' && model.gestures?.onSpace(false) === true) commandById('play').run(model, 1);
    };
    document.addEventListener('keydown', onDown);
    document.addEventListener('keyup', onUp);
    return () => {
      document.removeEventListener('keydown', onDown);
      document.removeEventListener('keyup', onUp);
    };
  }, [model]);
}

function useDrop(model: ViewerModel): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const { openDrop } = model.host;
    if (openDrop === undefined) return undefined;
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!holdsFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      openDrop(event.dataTransfer);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, [model]);
  return over;
}

function useWide(model: ViewerModel): void {
  useEffect(() => {
    const query = matchMedia('(min-width: 1600px)');
    const follow = (): void => {
      model.wide.value = query.matches;
    };
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [model]);
}
