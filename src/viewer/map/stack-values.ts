/** Places along the axis at which points are heaped up. */
const columns = 600;
/** Height of the tallest heap against the width of the axis. */
const heightShare = 0.42;

/**
 * Lays numbers out as a histogram of points: x is the number itself, y how many came before it at its place of the axis, so
 * that the tallest heap is `0.42` of the axis high. NaN where a cell has no number. Two numbers a cell, *given*.
 */
export function stackValues(
  values: Float32Array,
  least: number,
  greatest: number,
): { readonly coordinates: Float32Array; readonly tallest: number } {
  const span = greatest - least;
  const heights = new Uint32Array(columns);
  const coordinates = new Float32Array(2 * values.length);
  const placeOf = (value: number): number =>
    span > 0 ? Math.min(columns - 1, Math.floor((columns * (value - least)) / span)) : columns >> 1;
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell]!;
    if (!Number.isFinite(value)) continue;
    const place = placeOf(value);
    coordinates[2 * cell] = value;
    coordinates[2 * cell + 1] = heights[place]!;
    heights[place]! += 1;
  }
  const tallest = heights.reduce((most, height) => Math.max(most, height), 0);
  const unit = ((span > 0 ? span : 1) * heightShare) / Math.max(1, tallest);
  for (let cell = 0; cell < values.length; cell += 1) {
    if (Number.isFinite(values[cell]!)) coordinates[2 * cell + 1]! *= unit;
    else coordinates.fill(Number.NaN, 2 * cell, 2 * cell + 2);
  }
  return { coordinates, tallest };
}
