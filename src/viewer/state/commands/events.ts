import { eventPaletteNames } from '../../../picture/palettes.js';
import { rotateClockwise } from '../../gpu/camera.js';
import { copyRenderCommand, exportFrame } from '../../player/player-exports.js';
import type { ViewerModel } from '../../viewer-model.js';
import { speedLadder, stepLadder, windowEventsLadder, windowMicrosLadder } from '../ladders.js';
import { type Representation, shownPlaces, type ViewCount, viewCounts } from '../looks.js';
import type { Orientation } from '../view-state.js';
import type { Command, Place } from './command.js';

const where: readonly Place[] = ['player'];

const representations: readonly { readonly id: Representation; readonly title: string }[] = [
  { id: 'polarity', title: 'Polarity, last event wins' },
  { id: 'signedCount', title: 'Signed count' },
  { id: 'perPolarityCount', title: 'Count per polarity' },
  { id: 'timeSurface', title: 'Time surface' },
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

function turn(model: ViewerModel, change: (orientation: Orientation) => Orientation): void {
  model.store.dispatch({ type: 'setOrientation', orientation: change(model.store.now.orientation) });
}

/** How many views side by side there are now. */
function shownViews(model: ViewerModel): readonly number[] {
  return shownPlaces(model.store.now, model.room.peek());
}

function setViews(model: ViewerModel, views: ViewCount): void {
  model.store.dispatch({ type: 'setViews', views });
  if (model.room.peek() === 'narrow' && views !== 'auto' && views > 1) model.say('Views lie side by side where the window is wider');
}

function focusNext(model: ViewerModel): void {
  const places = shownViews(model);
  const next = places[(places.indexOf(model.store.now.focus) + 1) % places.length];
  if (next !== undefined) model.store.dispatch({ type: 'focusView', place: next });
}

const viewTitles: Readonly<Record<ViewCount, string>> = {
  auto: 'As many views as there is room for',
  1: 'One view',
  2: 'Two views side by side',
  4: 'Four views',
};

/** What only recordings of events have. */
export const eventCommands: readonly Command[] = [
  { id: 'windowShorter', title: 'Shorter window', group: 'Window and speed', keys: ['W'], where, run: (model) => stepWindow(model, -1) },
  { id: 'windowLonger', title: 'Longer window', group: 'Window and speed', keys: ['Shift+W'], where, run: (model) => stepWindow(model, 1) },
  { id: 'slower', title: 'Slower', group: 'Window and speed', keys: ['S'], where, run: (model) => stepSpeed(model, -1) },
  { id: 'faster', title: 'Faster', group: 'Window and speed', keys: ['Shift+S'], where, run: (model) => stepSpeed(model, 1) },
  {
    id: 'realTime',
    title: 'Real time, 1.00×',
    group: 'Window and speed',
    keys: [],
    where,
    run: (model) => model.store.dispatch({ type: 'setSpeed', speed: 1 }),
  },
  ...representations.map(
    ({ id, title }, index): Command => ({
      id: `show-${id}`,
      title,
      group: 'Picture',
      keys: [`${index + 1}`],
      where,
      run: (model) => model.store.dispatch({ type: 'setRepresentation', representation: id }),
    }),
  ),
  {
    id: 'nextPalette',
    title: 'Next palette',
    group: 'Picture',
    keys: ['P'],
    where,
    run: (model) => {
      const index = eventPaletteNames.indexOf(model.store.now.palette);
      model.store.dispatch({ type: 'setPalette', palette: eventPaletteNames[(index + 1) % eventPaletteNames.length] ?? 'safe' });
    },
  },
  {
    id: 'views',
    title: 'One, two or four views side by side',
    group: 'View',
    keys: ['C'],
    help: 'To compare: the same window in several representations; drag, zoom and regions are those of all',
    where,
    run: (model) => setViews(model, ({ 1: 2, 2: 4, 4: 1 } as const)[shownViews(model).length as 1 | 2 | 4]),
  },
  ...viewCounts.map(
    (count): Command => ({
      id: `views-${count}`,
      title: viewTitles[count],
      group: 'View',
      keys: [],
      where,
      run: (model) => setViews(model, count),
    }),
  ),
  {
    id: 'nextView',
    title: 'To the next view beside',
    group: 'View',
    keys: ['X'],
    help: 'What the inspector and the number keys change; a click on a view does the same',
    where,
    run: focusNext,
  },
  {
    id: 'autoLevels',
    title: 'Automatic levels',
    group: 'Picture',
    keys: [],
    where,
    run: (model) => model.store.dispatch({ type: 'setLevels', levels: 'auto' }),
  },
  {
    id: 'rotate',
    title: 'Rotate by 90° clockwise',
    group: 'View',
    keys: [],
    where,
    run: (model) => turn(model, rotateClockwise),
  },
  {
    id: 'flipX',
    title: 'Flip left and right',
    group: 'View',
    keys: [],
    where,
    run: (model) => turn(model, (orientation) => ({ ...orientation, flipX: !orientation.flipX })),
  },
  {
    id: 'flipY',
    title: 'Flip top and bottom',
    group: 'View',
    keys: [],
    where,
    run: (model) => turn(model, (orientation) => ({ ...orientation, flipY: !orientation.flipY })),
  },
  {
    id: 'transpose',
    title: 'Transpose x and y',
    group: 'View',
    keys: [],
    where,
    run: (model) => turn(model, (orientation) => ({ ...orientation, transpose: !orientation.transpose })),
  },
  {
    id: 'clock',
    title: 'Count time from the first event, or by the recording’s clock',
    group: 'View',
    keys: ['Z'],
    where,
    run: (model) => model.store.dispatch({ type: 'setClock', clock: model.store.now.clock === 'zero' ? 'recording' : 'zero' }),
  },
  {
    id: 'removeRegion',
    title: 'Remove the last region',
    group: 'Regions',
    keys: ['Delete'],
    where,
    run: (model) => model.store.dispatch({ type: 'setRegions', regions: model.store.now.regions.slice(0, -1) }),
  },
  {
    id: 'exportFrame',
    title: 'Export the frame as PNG',
    group: 'Everywhere',
    keys: [],
    where,
    run: (model) => void exportFrame(model),
  },
  {
    id: 'copyCommand',
    title: 'Copy the command that renders this frame',
    group: 'Everywhere',
    keys: [],
    where,
    run: (model) => void copyRenderCommand(model),
  },
];
