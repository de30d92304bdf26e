import type { EventColumns } from '../../shapes/event-columns.js';
import type { RateBins } from '../event-kernels.js';

/** Adds events to rate bins; see `EventKernels.addToRate`. */
export function twinAddToRate(rate: RateBins, columns: EventColumns, from: number, to: number): void {
  const { bins, binMicros } = rate;
  const count = bins.length >> 1;
  const offset = columns.baseMicros - rate.fromMicros;
  for (let i = from; i < to; i++) {
    const bin = Math.floor((offset + (columns.t[i] ?? 0)) / binMicros);
    if (bin < 0 || bin >= count) continue;
    const at = 2 * bin + 1 - (columns.p[i] ?? 0);
    bins[at] = (bins[at] ?? 0) + 1;
  }
}
