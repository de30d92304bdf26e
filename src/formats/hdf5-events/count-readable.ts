import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { ArrayColumn } from '../arrays/array-column.js';
import { spreadBetween } from '../arrays/known-times.js';

const probesPerRound = 31;

/**
 * How many events at the start of a recording lie in a file that was cut at `byteLength`: found by looking where single
 * events are stored, on the assumption that what is later in the recording is later in the file.
 */
export function* countReadable(columns: readonly ArrayColumn[], events: number, byteLength: number): Plan<number> {
  let low = -1;
  let high = events;
  while (high - low > 1) {
    const probes = spreadBetween(low, high, probesPerRound);
    const stored = yield* joinPlans(probes.map((ordinal) => isStored(columns, ordinal, byteLength)));
    for (const [at, ordinal] of probes.entries()) {
      if (stored[at]) low = ordinal;
      else {
        high = ordinal;
        break;
      }
    }
  }
  return high;
}

function* isStored(columns: readonly ArrayColumn[], ordinal: number, byteLength: number): Plan<boolean> {
  const planned = yield* joinPlans(columns.map((column) => attemptPlan(column.planRuns(ordinal, ordinal + 1))));
  return planned.every((runs) => {
    if (runs instanceof FirstlightError) return false;
    return runs.every(({ range }) => range === undefined || range.offset + range.length <= byteLength);
  });
}
