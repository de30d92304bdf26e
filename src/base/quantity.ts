/**
 * How far a number can be trusted.
 * - `exact`: everything that bears on it was read.
 * - `provisional`: measured on a part under stated assumptions; an index that settles it is or can be built.
 * - `estimated`: extrapolated from samples.
 */
export type Exactness = 'exact' | 'provisional' | 'estimated';

/** A number that knows how far it can be trusted, and whether the file behind it still grows. */
export interface Quantity {
  readonly value: number;
  readonly exactness: Exactness;
  readonly growing?: boolean;
}

export function exact(value: number): Quantity {
  return { value, exactness: 'exact' };
}

export function provisional(value: number): Quantity {
  return { value, exactness: 'provisional' };
}

export function estimated(value: number): Quantity {
  return { value, exactness: 'estimated' };
}
