import { FirstlightError } from '../../base/errors.js';
import { planeToRgba } from '../../picture/plane-to-rgba.js';
import { printChain } from '../../protocol/chain-text.js';
import { csvText } from '../format/csv-text.js';
import { recordingStem, saveBlob } from '../format/export-picture.js';
import { entryPath } from '../library/library-model.js';
import type { StackState } from '../state/stack-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { stackOf } from './operations.js';
import { PlaneInker } from './plane-ink.js';
import { chainOf, countingAxes, keyOf, rangeOf, type Series } from './series.js';
import type { StackModel } from './stack-model.js';

/** Offers the frame, or what is shown in its place, in its own pixels and the view's colours as a PNG file. */
export async function exportPlane(model: ViewerModel): Promise<void> {
  const stack = stackOf(model);
  const plane = stack?.plane.peek();
  if (stack === undefined || plane === undefined) return;
  const state = model.store.now.stack;
  const stored = state.reduction === undefined && !state.operations.some(({ on }) => on);
  const ink = new PlaneInker().inkOf(plane, stack.facts.peek(), state, stored, [0, 0, 0]);
  const rgba = new Uint8ClampedArray(plane.width * plane.height * 4);
  planeToRgba(plane, ink, rgba);
  const canvas = new OffscreenCanvas(plane.width, plane.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new FirstlightError('internal', 'No canvas to export with');
  context.putImageData(new ImageData(rgba, plane.width, plane.height), 0, 0);
  saveBlob(await canvas.convertToBlob({ type: 'image/png' }), `${shownName(stack, state)}.png`);
  model.say('Saved as PNG');
}

/** Offers the trace of the chosen region as a CSV file: a line a frame. */
export function exportTrace(model: ViewerModel): void {
  const stack = stackOf(model);
  const trace = stack?.trace.trace.peek();
  const series = stack?.series.peek();
  if (stack === undefined || trace === undefined || series === undefined) return;
  const { region } = model.store.now.stack;
  const interval = stack.facts.peek()?.frameIntervalSeconds;
  const timed = series.axis === 'T' && interval !== undefined && interval > 0;
  const text = csvText(
    [
      { name: series.axis.toLowerCase(), at: (row) => trace.first + row },
      ...(timed ? [{ name: 'seconds', at: (row: number) => (trace.first + row) * interval }] : []),
      { name: 'mean', at: (row) => trace.mean[row] },
      { name: 'min', at: (row) => trace.least[row] },
      { name: 'max', at: (row) => trace.greatest[row] },
      { name: 'std', at: (row) => trace.deviation[row] },
    ],
    trace.mean.length,
  );
  const name = `${recordingStem(stack.entry.name)}-trace${region === undefined ? '' : `-r${region + 1}`}.csv`;
  saveBlob(new Blob([text], { type: 'text/csv' }), name);
  model.say(trace.final ? 'Saved as CSV' : 'Saved as CSV, as far as it is known', trace.final ? 'plain' : 'warning');
}

/** Puts a command on the clipboard: the one that renders what is shown, or the one that exports the range with its operations. */
export async function copyStackCommand(model: ViewerModel, command: 'render' | 'export'): Promise<void> {
  const stack = stackOf(model);
  const series = stack?.series.peek();
  const facts = stack?.facts.peek();
  if (stack === undefined || series === undefined || facts === undefined) return;
  const { stack: state } = model.store.now;
  const bent = command === 'render' && (state.gamma !== 1 || state.log);
  const text = stackCommand(
    command,
    entryPath(stack.entry),
    { series, at: stack.playhead.peek() ?? 0, many: countingAxes(facts).length > 1 },
    state,
  );
  await model.copy(text, bent ? 'Command copied; it draws without gamma and logarithm' : 'Command copied');
}

/** Where a command starts: the axis that plays, the place on it, whether there are other axes. */
interface CommandPlace {
  readonly series: Series;
  readonly at: number;
  readonly many: boolean;
}

/** The command line of what is shown; its options are those of `firstlight render` and `firstlight export` of stacks. */
export function stackCommand(command: 'render' | 'export', path: string, { series, at, many }: CommandPlace, state: StackState): string {
  const range = rangeOf(state, series);
  const whole = state.reduction !== undefined || command === 'export';
  const [first, end] = whole ? [range.first, range.last + 1] : [at, at + 1];
  const parts = [`firstlight ${command} ${quoted(path)} -o ${command === 'render' ? 'picture.png' : 'range.tif'}`];
  parts.push(`--frames ${first}:${end}`);
  if (many) parts.push(`--axis ${series.axis}`);
  const places = (['T', 'C', 'Z'] as const).flatMap((axis) => {
    const place = state.place[keyOf(axis)];
    return axis === series.axis || place === 0 ? [] : [`${axis.toLowerCase()}=${place}`];
  });
  if (places.length > 0) parts.push(`--place ${places.join(',')}`);
  const chain = chainOf(state, (name) => name);
  if (chain.length > 0) parts.push(`--chain ${quoted(printChain(chain))}`);
  if (state.reduction !== undefined) parts.push(`--reduce ${state.reduction}`);
  if (command === 'export') return parts.join(' ');
  parts.push(`--colormap ${state.colormap}`);
  if (state.levels.kind === 'fixed') parts.push(`--levels ${state.levels.low},${state.levels.high}`);
  if (state.levels.kind === 'percent') parts.push(`--percent ${state.levels.percent}`);
  return parts.join(' ');
}

function shownName(stack: StackModel, state: StackState): string {
  const series = stack.series.peek();
  const stem = recordingStem(stack.entry.name);
  if (series === undefined) return stem;
  if (state.reduction === undefined) return `${stem}-${series.axis.toLowerCase()}${stack.playhead.peek() ?? 0}`;
  const { first, last } = rangeOf(state, series);
  return `${stem}-${state.reduction}-${first}-${last}`;
}

function quoted(text: string): string {
  return /^[\w./:,%@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
