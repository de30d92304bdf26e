import type { PlaneKernels } from '../plane-kernels.js';
import { twinCorrectValues } from './twin-plane-correct.js';
import { twinAddToMoments, twinAddToSums, twinKeepExtremes, twinShareSums, twinSlideSums } from './twin-plane-sums.js';
import { twinTurnPlane } from './twin-plane-turn.js';
import { twinCountInBins, twinCountIntegers, twinFindMedians, twinFindRange, twinMeasureSpans } from './twin-plane-values.js';
import { twinWidenSamples } from './twin-plane-widen.js';

/** The kernels on planes in plain TypeScript. */
export const twinPlaneKernels: PlaneKernels = {
  allocateBlock: (byteLength) => ({ bytes: new Uint8Array(byteLength), release: () => undefined }),
  turnPlane: twinTurnPlane,
  widenSamples: twinWidenSamples,
  correctValues: twinCorrectValues,
  addToSums: twinAddToSums,
  addToMoments: twinAddToMoments,
  shareSums: twinShareSums,
  keepExtremes: twinKeepExtremes,
  slideSums: twinSlideSums,
  findMedians: twinFindMedians,
  findRange: twinFindRange,
  measureSpans: twinMeasureSpans,
  countInBins: twinCountInBins,
  countIntegers: twinCountIntegers,
};
