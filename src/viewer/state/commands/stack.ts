import { colormapLabels, colormapNames } from '../../../picture/colormaps.js';
import type { ViewerModel } from '../../viewer-model.js';
import { frameRateLadder, stepLadder } from '../ladders.js';
import type { Command, Place } from './command.js';

const where: readonly Place[] = ['stack'];

function stepFrameRate(model: ViewerModel, steps: number): void {
  const framesPerSecond = stepLadder(frameRateLadder, model.store.now.stack.framesPerSecond, steps);
  model.store.dispatch({ type: 'stack:setFrameRate', framesPerSecond }, { continued: true });
}

/** What only stacks have. */
export const stackCommands: readonly Command[] = [
  { id: 'frameRateLower', title: 'Slower', group: 'Window and speed', keys: ['S'], where, run: (model) => stepFrameRate(model, -1) },
  { id: 'frameRateHigher', title: 'Faster', group: 'Window and speed', keys: ['Shift+S'], where, run: (model) => stepFrameRate(model, 1) },
  ...colormapNames.map(
    (colormap, index): Command => ({
      id: `colormap-${colormap}`,
      title: `Colours: ${colormapLabels[colormap]}`,
      group: 'Picture',
      keys: [`${index + 1}`],
      where,
      run: (model) => model.store.dispatch({ type: 'stack:setColormap', colormap }),
    }),
  ),
  {
    id: 'stackClock',
    title: 'Tell frames by their number, or by their time',
    group: 'View',
    keys: ['Z'],
    where,
    run: (model) => model.store.dispatch({ type: 'stack:setClock', clock: model.store.now.stack.clock === 'time' ? 'number' : 'time' }),
  },
];
