import { FirstlightError } from '../base/errors.js';
import type { PlaneWant } from '../stacks/plane-want.js';
import { estimatePlane, type StackEstimate } from '../stacks/stack-memory.js';
import { stackSizes } from '../stacks/stack-sizes.js';
import { type ChainSubject, medianShare } from './chain-references.js';

/** What showing or reducing takes. Errors: those of planning. */
export function estimateWant({ stack, shared }: ChainSubject, want: PlaneWant): StackEstimate {
  const { facts } = stack;
  const { budgetBytes } = shared.scheduler;
  return estimatePlane(want, { sizes: stackSizes(facts), dtype: facts.dtype, budgetBytes, medianBytes: budgetBytes * medianShare });
}

/** Refuses what does not fit before it is tried. Errors: `too-large`, those of planning. */
export function checkFits(subject: ChainSubject, want: PlaneWant): void {
  const { bytes, fits } = estimateWant(subject, want);
  const { budgetBytes } = subject.shared.scheduler;
  if (fits) return;
  throw new FirstlightError('too-large', `This takes ${bytes} bytes at once, ${budgetBytes} may be taken`, {
    advice: 'Crop, choose a shorter window or range, or give Firstlight more memory.',
  });
}
