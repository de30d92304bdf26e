import type { Place, PlaneWant, SeriesAxis, StackState } from '../state/stack-state.js';
import { seriesAxes } from '../state/stack-state.js';
import type { StackFacts } from '../state/view-state.js';

/** The axis that plays and how many places it has, as far as is known. */
export interface Series {
  readonly axis: SeriesAxis;
  readonly places: number;
  readonly exactness: 'exact' | 'provisional' | 'estimated';
}

/** Places of an axis; 1 where the stack does not have it. */
export function placesOn(facts: StackFacts, axis: SeriesAxis): number {
  return facts.axes.find(({ name }) => name === axis)?.size.value ?? 1;
}

/** The axes that count frames and have more than one place, in the order they are offered. */
export function countingAxes(facts: StackFacts): readonly SeriesAxis[] {
  return seriesAxes.filter((axis) => placesOn(facts, axis) > 1);
}

/** The axis that plays: the chosen one where the stack has it, else the first of T, Z, C that has more than one place. */
export function seriesOf(facts: StackFacts, chosen: SeriesAxis | undefined): Series {
  const counting = countingAxes(facts);
  const axis = chosen !== undefined && counting.includes(chosen) ? chosen : (counting[0] ?? 'T');
  const size = facts.axes.find(({ name }) => name === axis)?.size;
  return { axis, places: Math.max(1, size?.value ?? 1), exactness: size?.exactness ?? 'exact' };
}

/** The name of an axis in a place. */
export function keyOf(axis: SeriesAxis): keyof Place {
  return ({ T: 't', C: 'c', Z: 'z' } as const)[axis];
}

/** A place brought within the stack. */
export function limitPlace(place: Place, facts: StackFacts): Place {
  const limit = (at: number, axis: SeriesAxis): number => Math.min(Math.max(0, placesOn(facts, axis) - 1), at);
  return { t: limit(place.t, 'T'), c: limit(place.c, 'C'), z: limit(place.z, 'Z') };
}

/** The range that reductions and new operations go over: the selected one within the series, or all of it. */
export function rangeOf(state: StackState, series: Series): { readonly first: number; readonly last: number } {
  const end = series.places - 1;
  if (state.range === undefined) return { first: 0, last: end };
  return { first: Math.min(end, state.range.first), last: Math.min(end, state.range.last) };
}

/** The steps that are switched on; files by the name that the host knows them by, those that are not chosen yet left out. */
export function chainOf(state: StackState, find: (path: string) => string): PlaneWant['chain'] {
  return state.operations.flatMap(({ step, on }): PlaneWant['chain'] => {
    if (!on) return [];
    if (step.kind === 'maskFile') return step.recording === '' ? [] : [{ ...step, recording: find(step.recording) }];
    if ((step.kind === 'subtract' || step.kind === 'divide') && step.by.kind === 'file') {
      return step.by.recording === '' ? [] : [{ ...step, by: { ...step.by, recording: find(step.by.recording) } }];
    }
    return [step];
  });
}

/** What the state wants to see of a stack. */
export function planeWantOf(state: StackState, facts: StackFacts, find: (path: string) => string): PlaneWant {
  const series = seriesOf(facts, state.axis);
  const { reduction } = state;
  return {
    place: limitPlace(state.place, facts),
    axis: series.axis,
    chain: chainOf(state, find),
    ...(reduction === undefined ? {} : { reduction: { of: reduction, ...rangeOf(state, series) } }),
  };
}
