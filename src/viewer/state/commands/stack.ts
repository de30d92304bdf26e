import { colormapLabels, colormapNames } from '../../../picture/colormaps.js';
import { addCorrection, addFromRegion, addOperation, scaleRange, stackOf } from '../../stack/operations.js';
import { copyStackCommand, exportPlane, exportTrace } from '../../stack/stack-exports.js';
import { reductionTitles } from '../../stack/stack-text.js';
import type { ViewerModel } from '../../viewer-model.js';
import { frameRateLadder, stepLadder } from '../ladders.js';
import { reductionNames } from '../stack-state.js';
import type { Command, Place } from './command.js';

const where: readonly Place[] = ['stack'];

function stepFrameRate(model: ViewerModel, steps: number): void {
  const framesPerSecond = stepLadder(frameRateLadder, model.store.now.stack.framesPerSecond, steps);
  model.store.dispatch({ type: 'stack:setFrameRate', framesPerSecond }, { continued: true });
}

function removeRegion(model: ViewerModel): void {
  const { regions, region, line } = model.store.now.stack;
  const gone = region ?? regions.length - 1;
  if (regions.length > 0)
    model.store.dispatch({ type: 'stack:setRegions', regions: regions.filter((_, index) => index !== gone), region: undefined });
  else if (line !== undefined) model.store.dispatch({ type: 'stack:setLine', line: undefined });
}

const additions: readonly { readonly id: string; readonly title: string; readonly run: (model: ViewerModel) => void }[] = [
  { id: 'subtractRange', title: 'Subtract the mean of a range', run: (model) => addCorrection(model, 'subtract', 'range') },
  { id: 'subtractSliding', title: 'Subtract a sliding mean', run: (model) => addCorrection(model, 'subtract', 'sliding') },
  { id: 'subtractFile', title: 'Subtract a file', run: (model) => addCorrection(model, 'subtract', 'file') },
  { id: 'divideRange', title: 'Divide by the mean of a range', run: (model) => addCorrection(model, 'divide', 'range') },
  { id: 'divideSliding', title: 'Divide by a sliding mean', run: (model) => addCorrection(model, 'divide', 'sliding') },
  { id: 'divideFile', title: 'Divide by a file', run: (model) => addCorrection(model, 'divide', 'file') },
  { id: 'cropRegion', title: 'Crop to the region', run: (model) => addFromRegion(model, 'crop') },
  { id: 'maskOutside', title: 'Mask outside of the region', run: (model) => addFromRegion(model, 'mask') },
  { id: 'maskInside', title: 'Mask inside of the region', run: (model) => addFromRegion(model, 'maskInside') },
  { id: 'maskFile', title: 'Mask by a file', run: (model) => addOperation(model, { kind: 'maskFile', recording: '' }) },
  { id: 'stackRotate', title: 'Rotate by 90° clockwise', run: (model) => addOperation(model, { kind: 'rotate' }) },
  { id: 'stackFlipX', title: 'Flip left and right', run: (model) => addOperation(model, { kind: 'flipX' }) },
  { id: 'stackFlipY', title: 'Flip top and bottom', run: (model) => addOperation(model, { kind: 'flipY' }) },
];

/** What only stacks have. */
export const stackCommands: readonly Command[] = [
  { id: 'frameRateLower', title: 'Slower', group: 'Window and speed', keys: ['S'], where, run: (model) => stepFrameRate(model, -1) },
  { id: 'frameRateHigher', title: 'Faster', group: 'Window and speed', keys: ['Shift+S'], where, run: (model) => stepFrameRate(model, 1) },
  { id: 'rangeShorter', title: 'Shorter range', group: 'Window and speed', keys: ['W'], where, run: (model) => scaleRange(model, 0.5) },
  { id: 'rangeLonger', title: 'Longer range', group: 'Window and speed', keys: ['Shift+W'], where, run: (model) => scaleRange(model, 2) },
  {
    id: 'rangeAll',
    title: 'Range: everything',
    group: 'Window and speed',
    keys: [],
    where,
    run: (model) => model.store.dispatch({ type: 'stack:setRange', range: undefined }),
  },
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
    id: 'nextColormap',
    title: 'Next colours',
    group: 'Picture',
    keys: ['P'],
    where,
    run: (model) => {
      const index = colormapNames.indexOf(model.store.now.stack.colormap);
      model.store.dispatch({ type: 'stack:setColormap', colormap: colormapNames[(index + 1) % colormapNames.length] ?? 'grey' });
    },
  },
  {
    id: 'fitLevels',
    title: 'Levels that fit every frame',
    group: 'Picture',
    keys: ['K'],
    where,
    run: (model) => model.store.dispatch({ type: 'stack:setLevels', levels: { kind: 'auto' } }),
  },
  {
    id: 'logColours',
    title: 'Logarithmic colours, or not',
    group: 'Picture',
    keys: ['G'],
    where,
    run: (model) => model.store.dispatch({ type: 'stack:setLog', log: !model.store.now.stack.log }),
  },
  {
    id: 'showFrame',
    title: 'Show the frame itself',
    group: 'Picture',
    keys: [],
    where,
    run: (model) => model.store.dispatch({ type: 'stack:setReduction', reduction: undefined }),
  },
  ...reductionNames.map(
    (reduction): Command => ({
      id: `reduce-${reduction}`,
      title: `Show the ${reductionTitles[reduction].toLowerCase()} of the range`,
      group: 'Picture',
      keys: [],
      where,
      run: (model) => {
        stackOf(model)?.pause();
        model.store.dispatch({ type: 'stack:setReduction', reduction });
      },
    }),
  ),
  ...additions.map(({ id, title, run }): Command => ({ id, title, group: 'Operations', keys: [], where, run })),
  {
    id: 'switchOperations',
    title: 'Switch all operations off, or on',
    group: 'View',
    keys: ['C'],
    help: 'To see what they do',
    where,
    run: (model) => {
      const { operations } = model.store.now.stack;
      const on = !operations.some((one) => one.on);
      model.store.dispatch({ type: 'stack:setOperations', operations: operations.map(({ step }) => ({ step, on })) });
    },
  },
  {
    id: 'stackClock',
    title: 'Tell frames by their number, or by their time',
    group: 'View',
    keys: ['Z'],
    where,
    run: (model) => model.store.dispatch({ type: 'stack:setClock', clock: model.store.now.stack.clock === 'time' ? 'number' : 'time' }),
  },
  { id: 'removeStackRegion', title: 'Remove the chosen region', group: 'Regions', keys: ['Delete'], where, run: removeRegion },
  { id: 'exportPlane', title: 'Export the frame as PNG', group: 'Everywhere', keys: [], where, run: (model) => void exportPlane(model) },
  { id: 'exportTrace', title: 'Export the trace as CSV', group: 'Everywhere', keys: [], where, run: (model) => exportTrace(model) },
  {
    id: 'copyStackRender',
    title: 'Copy the command that renders this picture',
    group: 'Everywhere',
    keys: [],
    where,
    run: (model) => void copyStackCommand(model, 'render'),
  },
  {
    id: 'copyStackExport',
    title: 'Copy the command that exports the range',
    group: 'Everywhere',
    keys: [],
    where,
    run: (model) => void copyStackCommand(model, 'export'),
  },
];
