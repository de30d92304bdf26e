import type { Abortable } from '../base/abort.js';
import type { PlaneWant } from '../stacks/plane-want.js';
import { samplesOf } from '../stacks/stack-sizes.js';
import { type ChainSubject, medianShare } from './chain-references.js';
import { ChainedSeries } from './chained-series.js';
import { type ReductionGlance, reduceSeries } from './reduce-series.js';
import type { ValuesLease } from './shared-values.js';

export type WantedReduction = NonNullable<PlaneWant['reduction']>;

/**
 * What a chain makes of a range of planes, brought down to one: found in memory, or made for all who want it. `chained` tells
 * which planes; it stays its owner's. Errors: those of the chain's references, of `reduceSeries`.
 */
export function requestReduction(
  subject: ChainSubject,
  want: PlaneWant,
  reduction: WantedReduction,
  chained: ChainedSeries,
  options: Abortable & { readonly onGlance?: ((glance: ReductionGlance) => void) | undefined } = {},
): ValuesLease<Float32Array> {
  return subject.shared.values.request<Float32Array, ReductionGlance>(
    {
      key: reductionKey(chained, reduction),
      byteLength: 4 * samplesOf(chained.plan.output),
      make: async ({ signal, onGlance }) => {
        // Its own, for whoever asked first may leave before it is made.
        const own = await ChainedSeries.open(subject, want);
        try {
          await own.prepare({ signal });
          return await reduceSeries({ ...own.input, reduction, budgetBytes: own.budgetBytes * medianShare }, { signal, onGlance });
        } finally {
          own.release();
        }
      },
    },
    options,
  );
}

/** A reduction that is in memory, *lent* until `release`. */
export function peekReduction(
  { shared }: ChainSubject,
  reduction: WantedReduction,
  chained: ChainedSeries,
): { readonly value: Float32Array; release(): void } | undefined {
  return shared.values.peek<Float32Array>(reductionKey(chained, reduction));
}

function reductionKey({ key }: ChainedSeries, { of, first, last }: WantedReduction): string {
  return `${key} ${of} ${first}-${last}`;
}
