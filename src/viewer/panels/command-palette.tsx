import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { formatBytes, formatClock, formatWhole } from '../format/figures.js';
import { parseClock, parsePlace } from '../format/parse-figures.js';
import { entryPath } from '../library/library-model.js';
import { Dialog } from '../parts/dialog.js';
import { useModel } from '../parts/model-context.js';
import { placeOf } from '../state/commands/command.js';
import { commandsIn } from '../state/commands/commands.js';
import type { ViewerModel } from '../viewer-model.js';

interface Choice {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

const shownLimit = 60;

/** Every action by name, times to go to, and recordings to open. */
export function CommandPalette(): JSX.Element {
  const model = useModel();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const choices = choicesFor(model, text);
  const index = Math.min(chosen, choices.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [index, text]);
  const close = (): void => {
    model.dialog.value = undefined;
  };
  const pick = (choice: Choice | undefined): void => {
    close();
    choice?.run();
  };
  return (
    <Dialog title="Find an action or a place" class="fl-palette-dialog" bare onClose={close}>
      <input
        class="fl-palette-input"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
        aria-label="Find an action, a time or a recording"
        placeholder="An action, a time like 4.2 s, or a recording"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const direction = event.key === 'ArrowDown' ? 1 : -1;
            setChosen((index + direction + choices.length) % Math.max(1, choices.length));
          } else if (event.key === 'Enter') {
            pick(choices[index]);
          }
        }}
      />
      <div class="fl-palette-list" id={id} ref={list} role="listbox" aria-label="Matches">
        {choices.map((choice, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={choice.key}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === index}
            tabIndex={-1}
            onClick={() => pick(choice)}
          >
            <span>{choice.title}</span>
            <span class="fl-muted">{choice.note}</span>
            {choice.keys.map((key) => (
              <kbd key={key}>{key === '+' ? key : key.replaceAll('+', ' ')}</kbd>
            ))}
          </div>
        ))}
        {choices.length === 0 ? <div class="fl-muted">Nothing is called so</div> : null}
      </div>
    </Dialog>
  );
}

function choicesFor(model: ViewerModel, text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (title: string): boolean => words.every((word) => title.toLowerCase().includes(word));
  const choices: Choice[] = [...placesToGo(model, text)];
  for (const command of commandsIn(placeOf(model))) {
    if (command.id === 'escape' || command.id === 'palette') continue;
    if (!matches(`${command.title} ${command.group}`)) continue;
    choices.push({
      key: command.id,
      title: command.title,
      note: command.group,
      keys: command.keys.slice(0, 1),
      run: () => command.run(model, 1),
    });
  }
  for (const entry of model.library.entries.peek()) {
    if (choices.length >= shownLimit) break;
    if (words.length === 0 || !matches(entryPath(entry))) continue;
    choices.push({
      key: `open ${entry.recording}`,
      title: entry.name,
      note: `${entry.folder === '' ? '' : `${entry.folder} · `}${formatBytes(entry.byteLength)}`,
      keys: [],
      run: () => model.open(entry),
    });
  }
  return choices.slice(0, shownLimit);
}

/** What was typed as a point in time of events, or as the number of a frame or its time. */
function placesToGo(model: ViewerModel, text: string): readonly Choice[] {
  const opened = model.opened.peek();
  if (text.trim() === '') return [];
  if (opened?.kind === 'events') {
    const micros = parseClock(text);
    if (micros === undefined) return [];
    const zero = model.store.now.clock === 'zero' ? (opened.extent.peek()?.fromMicros ?? 0) : 0;
    return [{ key: 'time', title: `Go to ${formatClock(micros)}`, note: 'time', keys: [], run: () => opened.seek(micros + zero) }];
  }
  if (opened?.kind !== 'stack') return [];
  const place = parsePlace(text, opened.facts.peek()?.frameIntervalSeconds);
  if (place === undefined) return [];
  return [{ key: 'frame', title: `Go to frame ${formatWhole(place)}`, note: 'frame', keys: [], run: () => opened.seek(place) }];
}
