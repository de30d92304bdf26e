import type { Abortable } from '../base/abort.js';
import type { PlaneShape, SeriesRange } from '../stacks/plane-want.js';
import { planTrace, remainingPlanes } from '../stacks/series-order.js';
import { type Trace, TraceBuilder } from '../stacks/trace-builder.js';
import { type SeriesInput, Slices } from './reduce-series.js';

export interface TraceInput extends SeriesInput {
  readonly range: SeriesRange;
  readonly shape: PlaneShape | undefined;
}

export interface TraceOptions extends Abortable {
  /** Hears of the trace as far as it got, at most ten times a second; *given*. */
  readonly onGlance?: (trace: Trace) => void;
}

const glanceMillis = 100;

/**
 * Measures a shape in every plane of a range, *given*: an even sample of the planes first, then the others in order. Errors:
 * `out-of-range`, those of the stream.
 */
export async function traceSeries(
  { kernels, clock, stream, lanes, size, length, range, shape }: TraceInput,
  { signal, onGlance }: TraceOptions = {},
): Promise<Trace> {
  const order = planTrace(range, length);
  const builder = new TraceBuilder(kernels, order, shape, size);
  const slices = new Slices(clock);
  let glancedMillis = Number.NEGATIVE_INFINITY;
  const glance = (): void => {
    if (builder.complete || clock.now() - glancedMillis < glanceMillis) return;
    onGlance?.(builder.glance());
    glancedMillis = clock.now();
  };
  const apart = lanes?.(order.total - order.sample.length);
  for (const places of [order.sample, ...(apart === undefined ? [remainingPlanes(order)] : [])]) {
    for await (const planes of stream(places, { signal })) {
      for (const plane of planes) builder.add(plane.at, { ...plane, ...size });
      if (places !== order.sample) glance();
      await slices.pause(signal);
    }
    glance();
  }
  for await (const { places, result } of apart?.(remainingPlanes(order), { kind: 'trace', shape }, { signal }) ?? []) {
    builder.merge(places, result.measured!);
    glance();
    await slices.pause(signal);
  }
  return builder.glance();
}
