import { planeIndexOf } from '../shapes/plane-axes.js';
import type { PlaneFacts } from '../shapes/plane-facts.js';
import type { PlaneWant } from '../stacks/plane-want.js';
import { placeAt, type StackSizes, seriesLength, seriesPlace, stackSizes } from '../stacks/stack-sizes.js';

/** The planes that lie along one axis of a stack, at one place on the others, as they are known now. */
export class StackSeries {
  readonly sizes: StackSizes;
  readonly axis: PlaneWant['axis'];
  readonly place: PlaneWant['place'];
  /** Places along the axis; may grow or shrink while that is provisional. */
  readonly length: number;
  readonly #facts: PlaneFacts;
  readonly #first: number;
  readonly #stride: number;

  /** Errors: `out-of-range` for a place on the other axes that the stack does not have. */
  constructor(facts: PlaneFacts, { place, axis }: Pick<PlaneWant, 'place' | 'axis'>) {
    this.#facts = facts;
    this.sizes = stackSizes(facts);
    this.axis = axis;
    this.place = place;
    this.length = seriesLength(this.sizes, axis);
    this.#first = this.indexAt(0);
    this.#stride = this.length > 1 ? this.indexAt(1) - this.#first : 1;
  }

  /** Where the series was asked for. */
  get at(): number {
    return seriesPlace(this.place, this.axis);
  }

  /** The number of a plane in the stack. Errors: `out-of-range`. */
  indexAt(at: number): number {
    return planeIndexOf(this.#facts.axes, placeAt(this.place, this.axis, at));
  }

  /** Where a plane of the stack lies in the series; nothing where it does not. */
  placeOf(index: number): number | undefined {
    const steps = (index - this.#first) / this.#stride;
    return Number.isInteger(steps) && steps >= 0 && steps < this.length ? steps : undefined;
  }
}
