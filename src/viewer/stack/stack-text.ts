import { formatWhole } from '../format/figures.js';
import { formatMoment, formatValue } from '../format/quantities.js';
import type { ChainReference, Operation, StackState } from '../state/stack-state.js';
import type { Plane, StackFacts } from '../state/view-state.js';
import { keyOf, type Series } from './series.js';

export const reductionTitles = { mean: 'Mean', max: 'Maximum', min: 'Minimum', std: 'Std. deviation', median: 'Median' } as const;
const axisWords = { T: 'frame', Z: 'slice', C: 'channel' } as const;

/** What a place along an axis is called: `frame`, `slice`, `channel`. */
export function placeWord(axis: Series['axis']): string {
  return axisWords[axis];
}

/** A place as links and the command line count it: from 0, thousands apart. */
export function formatPlace(place: number): string {
  return formatWhole(place);
}

/** When a frame was taken, from the first one on, where frames have a time. */
export function timeOf(place: number, series: Series, facts: StackFacts | undefined): string | undefined {
  const interval = facts?.frameIntervalSeconds;
  if (series.axis !== 'T' || interval === undefined || interval <= 0) return undefined;
  return formatMoment(place * interval, interval, series.places * interval);
}

/** What is subtracted or divided by, in words. */
export function describeReference(by: ChainReference): string {
  if (by.kind === 'file') return by.recording.split('/').at(-1) ?? by.recording;
  if (by.kind === 'range') return `${reductionTitles[by.of].toLowerCase()} ${formatPlace(by.first)} – ${formatPlace(by.last)}`;
  const gap = by.gap === 0 ? '' : `, gap ${by.gap}`;
  return `sliding mean of ${formatWhole(by.planes)}, ${by.placement}${gap}`;
}

/** The name of an operation. */
export function operationTitle({ step }: Operation): string {
  switch (step.kind) {
    case 'subtract':
      return 'Subtract';
    case 'divide':
      return 'Divide';
    case 'crop':
      return 'Crop';
    case 'mask':
      return step.inverted ? 'Mask inside' : 'Mask outside';
    case 'maskFile':
      return 'Mask by file';
    case 'flipX':
      return 'Flip left and right';
    case 'flipY':
      return 'Flip top and bottom';
    case 'rotate':
      return 'Rotate by 90°';
  }
}

/** What the operations make of a frame I, as a formula: `(I − mean) ÷ sliding mean`. Empty where nothing changes values. */
export function chainFormula(operations: readonly Operation[]): string {
  let formula = 'I';
  for (const { step, on } of operations) {
    if (!on || (step.kind !== 'subtract' && step.kind !== 'divide')) continue;
    const { by, amount } = step;
    const name = by.kind === 'file' ? 'file' : by.kind === 'sliding' ? 'sliding mean' : by.of;
    const term = amount === 1 ? name : `${formatValue(amount, 3)} · ${name}`;
    const inner = formula === 'I' ? formula : `(${formula})`;
    formula = step.kind === 'subtract' ? `${inner} − ${term}` : `${inner} ÷ ${term}`;
  }
  return formula === 'I' ? '' : formula;
}

/** What the canvas shows, in one sentence with its key numbers: its text alternative. */
export function describeStage(
  name: string,
  plane: Plane | undefined,
  state: StackState,
  series: Series | undefined,
  facts: StackFacts | undefined,
): string {
  if (plane === undefined || series === undefined) return `${name}: no picture yet`;
  const place = plane.place[keyOf(series.axis)];
  const { reduction } = state;
  const time = timeOf(place, series, facts);
  const formula = chainFormula(state.operations);
  const range =
    plane.least === null || plane.greatest === null
      ? 'no finite value'
      : `values from ${formatValue(plane.least)} to ${formatValue(plane.greatest)}`;
  return [
    reduction === undefined
      ? `${placeWord(series.axis)} ${formatPlace(place)} of ${formatWhole(series.places)} of ${name}`
      : `${reductionTitles[reduction]} over ${placeWord(series.axis)}s of ${name}`,
    time,
    `${plane.fullWidth} by ${plane.fullHeight} pixels`,
    formula === '' ? undefined : formula,
    range,
    plane.quality,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
