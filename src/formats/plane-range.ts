import { FirstlightError } from '../base/errors.js';
import type { PlaneFacts } from '../shapes/plane-facts.js';

/** Throws `out-of-range` unless planes `fromPlane` to `toPlane` (exclusive) are there. */
export function checkPlaneRange({ frames }: Pick<PlaneFacts, 'frames'>, fromPlane: number, toPlane: number): void {
  if (Number.isInteger(fromPlane) && Number.isInteger(toPlane) && fromPlane >= 0 && fromPlane <= toPlane && toPlane <= frames.value) return;
  throw new FirstlightError('out-of-range', `The stack has ${frames.value} images; ${fromPlane} to ${toPlane} are not all among them`);
}
