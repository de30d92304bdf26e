import type { Abortable } from '../base/abort.js';
import { seriesKey } from '../stacks/chain-plan.js';
import type { TraceWant } from '../stacks/plane-want.js';
import { rangeWithin } from '../stacks/stack-sizes.js';
import { type Trace, TraceBuilder } from '../stacks/trace-builder.js';
import type { ChainSubject } from './chain-references.js';
import { ChainedSeries } from './chained-series.js';
import { keepTrace, loadTrace } from './kept-traces.js';
import { traceSeries } from './trace-series.js';

/**
 * The trace of a shape, found in memory or made for all who want it; `onGlance` hears of it as far as it got. `chained` tells which
 * planes; it stays its owner's. That of whole planes as they are stored is kept for the next time. Arrays are *copied*. Errors: those of the chain's references, of `traceSeries`.
 */
export function requestTrace(
  subject: ChainSubject,
  want: TraceWant,
  chained: ChainedSeries,
  options: Abortable & { readonly onGlance?: ((trace: Trace) => void) | undefined } = {},
): { readonly value: Promise<Trace>; release(): void } {
  const { ports, values } = subject.shared;
  const { first, last } = rangeWithin(want, chained.series.length);
  const lease = values.request<Float64Array, Trace>(
    {
      key: `${chained.key} trace ${JSON.stringify(want.shape)} ${first}-${last}`,
      byteLength: TraceBuilder.byteLength(last - first + 1),
      make: async ({ signal, onGlance }) => {
        const own = await ChainedSeries.open(subject, want);
        try {
          await own.prepare({ signal });
          const isWhole = want.shape === undefined && own.plan.changesNothing;
          const guard = { stack: subject.stack, series: `${seriesKey(want)} ${first}-${last}`, planes: last - first + 1 };
          const kept = isWhole ? await loadTrace(ports.index, guard) : undefined;
          if (kept !== undefined) return kept;
          const packed = packTrace(await traceSeries({ ...own.input, range: { first, last }, shape: want.shape }, { signal, onGlance }));
          if (isWhole) await keepTrace(ports.index, guard, packed);
          return packed;
        } finally {
          own.release();
        }
      },
    },
    options,
  );
  return { value: lease.value.then((packed) => unpackTrace(first, packed)), release: () => lease.release() };
}

/** A whole trace as one array: means, least, greatest, deviations. */
function packTrace({ mean, least, greatest, deviation }: Trace): Float64Array {
  const packed = new Float64Array(4 * mean.length);
  for (const [at, numbers] of [mean, least, greatest, deviation].entries()) packed.set(numbers, at * mean.length);
  return packed;
}

/** The inverse of {@link packTrace}, *copied*. */
function unpackTrace(first: number, packed: Float64Array): Trace {
  const length = packed.length / 4;
  const part = (at: number): Float64Array => packed.slice(at * length, (at + 1) * length);
  return { first, mean: part(0), least: part(1), greatest: part(2), deviation: part(3), done: length };
}
