import { FirstlightError } from '../base/errors.js';
import type { Quantity } from '../base/quantity.js';
import type { AxisName, PlaneAxis } from './plane-facts.js';

/** A plane by its place on the axes; what is left out is 0. */
export interface PlanePlace {
  readonly t?: number;
  readonly c?: number;
  readonly z?: number;
}

/** The axes that count planes: those before Y, slowest first. */
export function planeAxes(axes: readonly PlaneAxis[]): readonly PlaneAxis[] {
  return axes.filter(({ name }) => name === 'T' || name === 'C' || name === 'Z');
}

/** The number of the plane at a place. Errors: `out-of-range` for places outside the axes. */
export function planeIndexOf(axes: readonly PlaneAxis[], place: PlanePlace): number {
  let index = 0;
  const known = planeAxes(axes);
  for (const { name, size } of known) {
    const at = place[name.toLowerCase() as 't' | 'c' | 'z'] ?? 0;
    const open = name === known[0]?.name && size.exactness !== 'exact';
    if (!Number.isInteger(at) || at < 0 || (at >= size.value && !open)) {
      throw new FirstlightError('out-of-range', `The ${name} axis has ${size.value} places, ${at} is not one of them`);
    }
    index = index * size.value + at;
  }
  for (const name of ['t', 'c', 'z'] as const) {
    if ((place[name] ?? 0) === 0 || known.some((axis) => axis.name === name.toUpperCase())) continue;
    throw new FirstlightError('out-of-range', `The stack has no ${name.toUpperCase()} axis, ${place[name]} is not one of its places`);
  }
  return index;
}

/** Axes of the given names and sizes. */
export function axesOf(names: readonly AxisName[], sizes: readonly Quantity[]): readonly PlaneAxis[] {
  return names.map((name, at) => ({ name, size: sizes[at]! }));
}
