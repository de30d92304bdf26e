import type { ByteRange, Plan } from './plan.js';

/**
 * Runs independent plans side by side: each round asks for what all of them need next, so that the whole takes as many
 * rounds as the longest. Ranges wanted by several plans in one round are asked for once (and their bytes shared: plans
 * must not write to what they are given). The results come in the order of the plans; the first error wins.
 */
export function* joinPlans<Result>(plans: readonly Plan<Result>[]): Plan<Result[]> {
  const results: Result[] = new Array(plans.length);
  let waiting: { readonly at: number; readonly plan: Plan<Result>; readonly ranges: readonly ByteRange[] }[] = [];
  for (const [at, plan] of plans.entries()) {
    const step = plan.next([]);
    if (step.done === true) results[at] = step.value;
    else waiting.push({ at, plan, ranges: step.value });
  }
  while (waiting.length > 0) {
    const places = new Map<string, number>();
    const ranges: ByteRange[] = [];
    const wanted = waiting.map((entry) =>
      entry.ranges.map((range) => {
        const key = `${range.offset}+${range.length}`;
        let place = places.get(key);
        if (place === undefined) {
          place = ranges.push(range) - 1;
          places.set(key, place);
        }
        return place;
      }),
    );
    const bytes = yield ranges;
    const still: typeof waiting = [];
    for (const [order, { at, plan }] of waiting.entries()) {
      const step = plan.next(wanted[order]!.map((place) => bytes[place]!));
      if (step.done === true) results[at] = step.value;
      else still.push({ at, plan, ranges: step.value });
    }
    waiting = still;
  }
  return results;
}

/** As {@link joinPlans}, for two plans of different results. */
export function* joinPair<First, Second>(first: Plan<First>, second: Plan<Second>): Plan<[First, Second]> {
  const a: First[] = [];
  const b: Second[] = [];
  yield* joinPlans([collectInto(a, first), collectInto(b, second)]);
  return [a[0] as First, b[0] as Second];
}

function* collectInto<Result>(results: Result[], plan: Plan<Result>): Plan<void> {
  results.push(yield* plan);
}
