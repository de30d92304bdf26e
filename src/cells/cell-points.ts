import type { Embedding } from '../shapes/table-columns.js';

/** A map: the place of each cell, as it is shown and selected on. */
export interface CellPoints {
  readonly name: string;
  /** 1 to 3: of longer ones the first three. */
  readonly dims: number;
  readonly cells: number;
  /** `dims` for each cell, NaN where a cell has none. */
  readonly coordinates: Float32Array;
  /** Least coordinate of each dimension, then greatest, of whole places; 0 where there is none. */
  readonly bounds: Float64Array;
  /** Cells without a whole place: a coordinate is NaN or infinite. */
  readonly missing: number;
}

/** Dimensions of an embedding that are shown. */
export const mostDims = 3;

/** An embedding as a map. `values` may be taken over; 64-bit coordinates are rounded to 32 bits. */
export function pointsOf({ name, dims, values }: Embedding): CellPoints {
  const cells = Math.floor(values.length / dims);
  const kept = Math.min(dims, mostDims);
  const coordinates = firstDimensions(values, dims, kept, cells);
  return { name, dims: kept, cells, coordinates, ...boundsOf(coordinates, kept) };
}

/** Bounds of places and how many there are that are none. */
export function boundsOf(coordinates: Float32Array, dims: number): Pick<CellPoints, 'bounds' | 'missing'> {
  const bounds = new Float64Array(2 * dims);
  bounds.fill(Number.POSITIVE_INFINITY, 0, dims);
  bounds.fill(Number.NEGATIVE_INFINITY, dims);
  let missing = 0;
  for (let from = 0; from < coordinates.length; from += dims) {
    if (!isPlace(coordinates, from, dims)) {
      missing += 1;
      continue;
    }
    for (let axis = 0; axis < dims; axis += 1) {
      const at = coordinates[from + axis]!;
      if (at < bounds[axis]!) bounds[axis] = at;
      if (at > bounds[dims + axis]!) bounds[dims + axis] = at;
    }
  }
  if (missing * dims === coordinates.length) bounds.fill(0);
  return { bounds, missing };
}

/** Whether the `dims` numbers at `from` are all finite. */
export function isPlace(coordinates: Float32Array, from: number, dims: number): boolean {
  let sum = 0;
  // A difference of a number to itself is 0 unless it is NaN or infinite.
  for (let axis = 0; axis < dims; axis += 1) sum += coordinates[from + axis]! - coordinates[from + axis]!;
  return sum === 0;
}

function firstDimensions(values: Float32Array | Float64Array, dims: number, kept: number, cells: number): Float32Array {
  if (kept === dims) return values instanceof Float32Array ? values : new Float32Array(values);
  const out = new Float32Array(cells * kept);
  for (let cell = 0; cell < cells; cell += 1) {
    for (let axis = 0; axis < kept; axis += 1) out[cell * kept + axis] = values[cell * dims + axis]!;
  }
  return out;
}
