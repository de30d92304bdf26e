import { FirstlightError } from '../base/errors.js';
import { planeAxes } from '../shapes/plane-axes.js';
import type { PlaneFacts } from '../shapes/plane-facts.js';
import type { PlaneWant, SeriesAxis } from '../stacks/plane-want.js';
import type { StackOptions } from './stack-options.js';

/** Which planes of a stack a command takes, and what it does to them. */
export interface SeriesPlan {
  readonly want: Pick<PlaneWant, 'place' | 'axis' | 'chain'>;
  /** Places along the axis, ascending. */
  readonly places: readonly number[];
  readonly length: number;
}

/** The series that options ask for: of settled facts, along their slowest axis unless another is named. Errors: `out-of-range`. */
export function planSeries({ axis: named, place, chain, frames }: StackOptions, facts: PlaneFacts): SeriesPlan {
  const axes = planeAxes(facts.axes);
  const axis = named ?? (axes[0]?.name as SeriesAxis | undefined) ?? 'T';
  const length = axes.find(({ name }) => name === axis)?.size.value ?? 1;
  const from = frames?.from ?? 0;
  const to = frames?.to ?? length;
  const step = frames?.step ?? 1;
  if (from >= to || to > length) {
    throw new FirstlightError('out-of-range', `The ${axis} axis has ${length} places, ${from}:${to} are not all among them`);
  }
  const places = Array.from({ length: Math.ceil((to - from) / step) }, (_, at) => from + at * step);
  return { want: { place: place ?? { t: 0, c: 0, z: 0 }, axis, chain: chain ?? [] }, places, length };
}

/** The range that a reduction or a trace takes. `refuse` hears of a step, which neither has. */
export function rangeOf(
  { places }: SeriesPlan,
  refuse: (message: string) => never,
  what: string,
): { readonly first: number; readonly last: number } {
  const first = places[0]!;
  const last = places.at(-1)!;
  if (last - first + 1 !== places.length) refuse(`${what} takes every plane of its range: --frames ${first}:${last + 1}`);
  return { first, last };
}
