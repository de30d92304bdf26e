import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LibraryPage } from '../library/library-page.js';
import { MapPage } from '../map/map-page.js';
import type { OpenedModel } from '../opened/opened-model.js';
import { OpeningPage } from '../opened/opening-page.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { PlayerPage } from '../player/player-page.js';
import { StackPage } from '../stack/stack-page.js';
import { placeOf } from '../state/commands/command.js';
import { commandById, commandsIn } from '../state/commands/commands.js';
import { matchKey, yieldsTo } from '../state/keys.js';
import type { ViewerModel } from '../viewer-model.js';
import { CommandPalette } from './command-palette.js';
import { HelpDialog } from './help-dialog.js';

/** The whole viewer: the library or what is open, and what lies over both. */
export function App(): JSX.Element {
  const model = useModel();
  const opened = model.opened.value;
  const opening = opened === undefined && model.store.state.value.recording !== undefined && model.missing.value === undefined;
  useKeys(model);
  const dropping = useDrop(model);
  useWide(model);
  return (
    <>
      {opened !== undefined ? (
        <Page key={`${opened.kind} ${opened.entry.recording}`} opened={opened} />
      ) : opening ? (
        <OpeningPage opening={model.opening.value} />
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

function Page({ opened }: { readonly opened: OpenedModel }): JSX.Element {
  if (opened.kind === 'events') return <PlayerPage player={opened} />;
  return opened.kind === 'stack' ? <StackPage stack={opened} /> : <MapPage map={opened} />;
}

function useKeys(model: ViewerModel): void {
  useEffect(() => {
    const onDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || yieldsTo(event.target, event)) return;
      if (model.dialog.peek() !== undefined) return;
      const place = placeOf(model);
      if (event.key === ' ' && place !== 'library') {
        event.preventDefault();
        if (!event.repeat) model.gestures?.onSpace(true);
        return;
      }
      for (const command of commandsIn(place)) {
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
