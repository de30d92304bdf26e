import type { ByteRange, Plan } from './plan.js';

/**
 * Runs independent plans side by side: each round asks for what all of them need next, so that the whole takes as many
 * rounds as the longest. Ranges wanted by several plans in one round are asked for once (and their bytes shared: plans
 * must not write to what they are given). The results come in the order of the plans; the first error wins.
 */
export function joinPlans<Result>(plans: readonly Plan<Result>[]): Plan<Result[]> {
  return joinRounds(plans, ({ offset, length }: ByteRange) => `${offset}+${length}`);
}

/** As {@link joinPlans}, for plans whose needs are of any form; `keyOf` tells equal needs. */
export function* joinRounds<Need, Answer, Result>(
  plans: readonly Generator<readonly Need[], Result, readonly Answer[]>[],
  keyOf: (need: Need) => string,
): Generator<readonly Need[], Result[], readonly Answer[]> {
  const results: Result[] = new Array(plans.length);
  let waiting: { readonly at: number; readonly plan: (typeof plans)[number]; readonly needs: readonly Need[] }[] = [];
  for (const [at, plan] of plans.entries()) {
    const step = plan.next([]);
    if (step.done === true) results[at] = step.value;
    else waiting.push({ at, plan, needs: step.value });
  }
  while (waiting.length > 0) {
    const places = new Map<string, number>();
    const needs: Need[] = [];
    const wanted = waiting.map((entry) =>
      entry.needs.map((need) => {
        const key = keyOf(need);
        let place = places.get(key);
        if (place === undefined) {
          place = needs.push(need) - 1;
          places.set(key, place);
        }
        return place;
      }),
    );
    const answers = yield needs;
    const still: typeof waiting = [];
    for (const [order, { at, plan }] of waiting.entries()) {
      const step = plan.next(wanted[order]!.map((place) => answers[place]!));
      if (step.done === true) results[at] = step.value;
      else still.push({ at, plan, needs: step.value });
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
