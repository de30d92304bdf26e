import { eventPaletteNames } from '../../picture/palettes.js';
import { rotateClockwise } from '../gpu/camera.js';
import type { ViewerModel } from '../viewer-model.js';
import { speedLadder, stepLadder, windowEventsLadder, windowMicrosLadder } from './ladders.js';
import type { Representation, ToolId } from './view-state.js';

export type CommandGroup = 'Playing' | 'Window and speed' | 'Picture' | 'View' | 'Regions' | 'Library' | 'Everywhere';

/** One thing that a person can do, by key, button, menu or palette. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** As shown to people: `Space`, `Shift+W`, `Ctrl+K`. The first is the one that tooltips name. */
  readonly keys: readonly string[];
  readonly help?: string;
  /** Where it can be run. */
  readonly where: 'player' | 'library' | 'everywhere';
  /** `factor` is 10 with Shift where a command steps. */
  readonly run: (model: ViewerModel, factor: number) => void;
  /** The same key with Shift runs it ten times as far. */
  readonly shiftTimesTen?: boolean;
}

const representations: readonly { readonly id: Representation; readonly title: string }[] = [
  { id: 'polarity', title: 'Polarity, last event wins' },
  { id: 'signedCount', title: 'Signed count' },
  { id: 'perPolarityCount', title: 'Count per polarity' },
  { id: 'timeSurface', title: 'Time surface' },
];

const tools: readonly { readonly id: ToolId; readonly title: string; readonly key: string; readonly help: string }[] = [
  { id: 'pan', title: 'Pan', key: 'V', help: 'Drag moves the picture; middle drag and Space-drag always do' },
  { id: 'region', title: 'Region', key: 'R', help: 'Drag draws a region with its own rate; drag its edge or its middle to change it' },
  { id: 'probe', title: 'Probe', key: 'I', help: 'Click puts a region of 9 × 9 pixels where you point' },
];

function stepWindow(model: ViewerModel, steps: number): void {
  const { window } = model.store.now;
  model.store.dispatch(
    {
      type: 'setWindow',
      window:
        window.kind === 'time'
          ? { kind: 'time', micros: stepLadder(windowMicrosLadder, window.micros, steps) }
          : { kind: 'count', events: stepLadder(windowEventsLadder, window.events, steps) },
    },
    { continued: true },
  );
}

function stepSpeed(model: ViewerModel, steps: number): void {
  model.store.dispatch({ type: 'setSpeed', speed: stepLadder(speedLadder, model.store.now.speed, steps) }, { continued: true });
}

function toggleBookmark(model: ViewerModel): void {
  const micros = model.player.peek()?.playheadMicros.peek();
  if (micros === undefined) return;
  const { bookmarks } = model.store.now;
  model.store.dispatch({
    type: 'setBookmarks',
    micros: bookmarks.includes(micros) ? bookmarks.filter((one) => one !== micros) : [...bookmarks, micros],
  });
}

function setLoopEnd(model: ViewerModel, end: 'a' | 'b'): void {
  const micros = model.player.peek()?.playheadMicros.peek();
  if (micros === undefined) return;
  const { aMicros, bMicros } = model.store.now;
  model.store.dispatch({ type: 'setLoopEnds', aMicros: end === 'a' ? micros : aMicros, bMicros: end === 'b' ? micros : bMicros });
}

function jumpToBookmark(model: ViewerModel, direction: 1 | -1): void {
  const player = model.player.peek();
  const now = player?.playheadMicros.peek();
  if (player === undefined || now === undefined) return;
  const { bookmarks } = model.store.now;
  const target = direction > 0 ? bookmarks.find((one) => one > now) : bookmarks.findLast((one) => one < now);
  if (target !== undefined) player.seek(target);
}

/** Every action by name with its key: behind the keys, `?`, the command palette, buttons and tooltips. */
export const commands: readonly Command[] = [
  {
    id: 'play',
    title: 'Play or pause',
    group: 'Playing',
    keys: ['Space'],
    where: 'player',
    run: (model) => {
      const player = model.player.peek();
      if (player?.playing.peek() === true) player.pause();
      else player?.play();
    },
  },
  {
    id: 'stepForward',
    title: 'One window forward',
    group: 'Playing',
    keys: ['.', '→'],
    help: 'By the stride where one is set; Shift-wheel does the same',
    where: 'player',
    shiftTimesTen: true,
    run: (model, factor) => model.player.peek()?.step(factor),
  },
  {
    id: 'stepBack',
    title: 'One window back',
    group: 'Playing',
    keys: [',', '←'],
    where: 'player',
    shiftTimesTen: true,
    run: (model, factor) => model.player.peek()?.step(-factor),
  },
  {
    id: 'first',
    title: 'To the first event',
    group: 'Playing',
    keys: ['Home'],
    where: 'player',
    run: (model) => model.player.peek()?.seek(Number.MIN_SAFE_INTEGER),
  },
  {
    id: 'last',
    title: 'To the last event',
    group: 'Playing',
    keys: ['End'],
    where: 'player',
    run: (model) => model.player.peek()?.seek(Number.MAX_SAFE_INTEGER),
  },
  {
    id: 'reverse',
    title: 'Play backwards',
    group: 'Playing',
    keys: ['D'],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setReverse', reverse: !model.store.now.reverse }),
  },
  {
    id: 'loop',
    title: 'Loop: all, A–B, none',
    group: 'Playing',
    keys: ['L'],
    where: 'player',
    run: (model) => {
      const { loop, bMicros, aMicros } = model.store.now;
      const hasEnds = aMicros !== undefined && bMicros !== undefined;
      model.store.dispatch({ type: 'setLoop', loop: loop === 'all' ? (hasEnds ? 'ab' : 'none') : loop === 'ab' ? 'none' : 'all' });
    },
  },
  { id: 'loopA', title: 'Loop starts here (A)', group: 'Playing', keys: ['A'], where: 'player', run: (model) => setLoopEnd(model, 'a') },
  { id: 'loopB', title: 'Loop ends here (B)', group: 'Playing', keys: ['B'], where: 'player', run: (model) => setLoopEnd(model, 'b') },
  {
    id: 'clearLoop',
    title: 'Clear A and B',
    group: 'Playing',
    keys: [],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setLoopEnds', aMicros: undefined, bMicros: undefined }),
  },
  { id: 'bookmark', title: 'Bookmark here, or remove it', group: 'Playing', keys: ['M'], where: 'player', run: toggleBookmark },
  {
    id: 'nextBookmark',
    title: 'To the next bookmark',
    group: 'Playing',
    keys: [']'],
    where: 'player',
    run: (model) => jumpToBookmark(model, 1),
  },
  {
    id: 'previousBookmark',
    title: 'To the bookmark before',
    group: 'Playing',
    keys: ['['],
    where: 'player',
    run: (model) => jumpToBookmark(model, -1),
  },
  {
    id: 'windowShorter',
    title: 'Shorter window',
    group: 'Window and speed',
    keys: ['W'],
    where: 'player',
    run: (model) => stepWindow(model, -1),
  },
  {
    id: 'windowLonger',
    title: 'Longer window',
    group: 'Window and speed',
    keys: ['Shift+W'],
    where: 'player',
    run: (model) => stepWindow(model, 1),
  },
  { id: 'slower', title: 'Slower', group: 'Window and speed', keys: ['S'], where: 'player', run: (model) => stepSpeed(model, -1) },
  { id: 'faster', title: 'Faster', group: 'Window and speed', keys: ['Shift+S'], where: 'player', run: (model) => stepSpeed(model, 1) },
  {
    id: 'realTime',
    title: 'Real time, 1.00×',
    group: 'Window and speed',
    keys: [],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setSpeed', speed: 1 }),
  },
  ...representations.map(
    ({ id, title }, index): Command => ({
      id: `show-${id}`,
      title,
      group: 'Picture',
      keys: [`${index + 1}`],
      where: 'player',
      run: (model) => model.store.dispatch({ type: 'setRepresentation', representation: id }),
    }),
  ),
  {
    id: 'nextPalette',
    title: 'Next palette',
    group: 'Picture',
    keys: ['P'],
    where: 'player',
    run: (model) => {
      const index = eventPaletteNames.indexOf(model.store.now.palette);
      model.store.dispatch({ type: 'setPalette', palette: eventPaletteNames[(index + 1) % eventPaletteNames.length] ?? 'safe' });
    },
  },
  {
    id: 'autoLevels',
    title: 'Automatic levels',
    group: 'Picture',
    keys: [],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setLevels', levels: 'auto' }),
  },
  {
    id: 'fit',
    title: 'Fit the whole sensor',
    group: 'View',
    keys: ['0'],
    help: 'A double click does the same',
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setCamera', camera: undefined }),
  },
  { id: 'zoomIn', title: 'Zoom in', group: 'View', keys: ['+'], where: 'player', run: (model) => model.gestures?.zoom(1.25) },
  { id: 'zoomOut', title: 'Zoom out', group: 'View', keys: ['-'], where: 'player', run: (model) => model.gestures?.zoom(0.8) },
  {
    id: 'rotate',
    title: 'Rotate by 90° clockwise',
    group: 'View',
    keys: [],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setOrientation', orientation: rotateClockwise(model.store.now.orientation) }),
  },
  {
    id: 'flipX',
    title: 'Flip left and right',
    group: 'View',
    keys: [],
    where: 'player',
    run: (model) => {
      const { orientation } = model.store.now;
      model.store.dispatch({ type: 'setOrientation', orientation: { ...orientation, flipX: !orientation.flipX } });
    },
  },
  {
    id: 'flipY',
    title: 'Flip top and bottom',
    group: 'View',
    keys: [],
    where: 'player',
    run: (model) => {
      const { orientation } = model.store.now;
      model.store.dispatch({ type: 'setOrientation', orientation: { ...orientation, flipY: !orientation.flipY } });
    },
  },
  {
    id: 'transpose',
    title: 'Transpose x and y',
    group: 'View',
    keys: [],
    where: 'player',
    run: (model) => {
      const { orientation } = model.store.now;
      model.store.dispatch({ type: 'setOrientation', orientation: { ...orientation, transpose: !orientation.transpose } });
    },
  },
  {
    id: 'clock',
    title: 'Count time from the first event, or by the recording’s clock',
    group: 'View',
    keys: ['Z'],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setClock', clock: model.store.now.clock === 'zero' ? 'recording' : 'zero' }),
  },
  ...tools.map(
    ({ id, title, key, help }): Command => ({
      id: `tool-${id}`,
      title: `${title} tool`,
      group: 'Regions',
      keys: [key],
      help,
      where: 'player',
      run: (model) => model.store.dispatch({ type: 'setTool', tool: id }),
    }),
  ),
  {
    id: 'removeRegion',
    title: 'Remove the last region',
    group: 'Regions',
    keys: ['Delete'],
    where: 'player',
    run: (model) => model.store.dispatch({ type: 'setRegions', regions: model.store.now.regions.slice(0, -1) }),
  },
  {
    id: 'search',
    title: 'Search recordings',
    group: 'Library',
    keys: ['/'],
    where: 'library',
    run: () => document.querySelector<HTMLInputElement>('.fl-search input')?.focus(),
  },
  {
    id: 'openSelected',
    title: 'Open the chosen recording',
    group: 'Library',
    keys: ['Enter'],
    where: 'library',
    run: (model) => {
      const entry = model.library.selectedEntry.peek();
      if (entry !== undefined) model.open(entry);
    },
  },
  {
    id: 'library',
    title: 'Back to the library',
    group: 'Library',
    keys: ['Q'],
    where: 'player',
    run: (model) => model.closeRecording(),
  },
  {
    id: 'palette',
    title: 'Find an action or a place',
    group: 'Everywhere',
    keys: ['Ctrl+K'],
    where: 'everywhere',
    run: (model) => {
      model.dialog.value = 'palette';
    },
  },
  {
    id: 'help',
    title: 'Keys and gestures',
    group: 'Everywhere',
    keys: ['?'],
    where: 'everywhere',
    run: (model) => {
      model.dialog.value = 'help';
    },
  },
  { id: 'undo', title: 'Undo', group: 'Everywhere', keys: ['Ctrl+Z'], where: 'everywhere', run: (model) => void model.store.undo() },
  { id: 'redo', title: 'Redo', group: 'Everywhere', keys: ['Ctrl+Shift+Z'], where: 'everywhere', run: (model) => void model.store.redo() },
  {
    id: 'copyLink',
    title: 'Copy a link to this view',
    group: 'Everywhere',
    keys: [],
    where: 'player',
    run: (model) => void model.copyLink(),
  },
  {
    id: 'exportFrame',
    title: 'Export the frame as PNG',
    group: 'Everywhere',
    keys: [],
    where: 'player',
    run: (model) => void model.exportPicture('frame'),
  },
  {
    id: 'exportView',
    title: 'Export the view as PNG',
    group: 'Everywhere',
    keys: [],
    where: 'player',
    run: (model) => void model.exportPicture('view'),
  },
  {
    id: 'inspector',
    title: 'Open or close the inspector',
    group: 'Everywhere',
    keys: ['N'],
    where: 'player',
    run: (model) => model.preferences.setInspector(!model.inspectorOpen.peek()),
  },
  {
    id: 'collapse',
    title: 'Fold all panels away, or back',
    group: 'Everywhere',
    keys: ['\\'],
    where: 'player',
    run: (model) => {
      model.collapsed.value = !model.collapsed.peek();
    },
  },
  {
    id: 'present',
    title: 'Presentation: only the picture',
    group: 'Everywhere',
    keys: ['F'],
    where: 'player',
    run: (model) => {
      model.presenting.value = !model.presenting.peek();
    },
  },
  {
    id: 'theme',
    title: 'Light, dark or as the system',
    group: 'Everywhere',
    keys: ['T'],
    where: 'everywhere',
    run: (model) => {
      const { theme } = model.preferences;
      const next = { system: 'light', light: 'dark', dark: 'system' } as const;
      model.preferences.setTheme(next[theme.peek()]);
      model.say(`Theme: ${{ system: 'as the system', light: 'light', dark: 'dark' }[theme.peek()]}`);
    },
  },
  {
    id: 'escape',
    title: 'Cancel the gesture, then close',
    group: 'Everywhere',
    keys: ['Esc'],
    where: 'everywhere',
    run: (model) => model.escape(),
  },
];

const byId: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.id, command]));

/** The command of that name; naming one that does not exist is a bug. */
export function commandById(id: string): Command {
  const command = byId.get(id);
  if (command === undefined) throw new RangeError(`No command is called ${id}`);
  return command;
}

/** Gestures that no key table shows, for the help page. */
export const gestures: readonly { readonly gesture: string; readonly does: string }[] = [
  { gesture: 'Wheel, pinch', does: 'Zoom at the cursor' },
  { gesture: 'Drag', does: 'The active tool; middle drag or Space-drag pans' },
  { gesture: 'Double click', does: 'Fit the whole sensor' },
  { gesture: 'Shift-wheel', does: 'One window back or forth' },
  { gesture: 'Drag on the curve', does: 'Scrub; wheel zooms the curve, double click shows all of it' },
  { gesture: 'Numbers', does: 'Click to type, drag to scrub, arrows step, Shift × 10' },
  { gesture: 'Drop files', does: 'Open them in this tab; they stay on this machine' },
];
