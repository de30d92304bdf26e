import { type CellBits, noCells, placesOf } from './cell-bits.js';
import { type CellPoints, isPlace } from './cell-points.js';

/** Cells of a sample: what a screen shows of them is close to what it shows of all. */
export const sampleCells = 65_536;
/** Squares along an axis of a map of so many dimensions: about as many squares as cells of a sample. */
const squaresAlong = [0, 16_384, 128, 26] as const;

/**
 * Some cells that show the shape of a map, ascending; all that have a place where they are few. One of every occupied square of
 * a grid, so that no island is missed, and of the rest every n-th in the order of the grid, so that dense places stay
 * dense. The same cells every time.
 */
export function evenSample(map: CellPoints, most: number = sampleCells): Uint32Array {
  const { coordinates, dims, cells, missing } = map;
  const placed = cells - missing;
  const taken = noCells(cells);
  if (placed <= most) {
    for (let cell = 0; cell < cells; cell += 1) if (isPlace(coordinates, cell * dims, dims)) take(taken, cell);
    return placesOf(taken);
  }
  const { order, starts } = sortIntoSquares(map, placed);
  let occupied = 0;
  for (let square = 0; square + 1 < starts.length; square += 1) if (starts[square + 1]! > starts[square]!) occupied += 1;
  const rest = placed - occupied;
  const more = Math.max(0, most - occupied);
  let seen = 0;
  for (let square = 0; square + 1 < starts.length; square += 1) {
    for (let at = starts[square]!; at < starts[square + 1]!; at += 1) {
      if (at === starts[square]) take(taken, order[at]!);
      else {
        seen += 1;
        if (Math.floor((seen * more) / rest) !== Math.floor(((seen - 1) * more) / rest)) take(taken, order[at]!);
      }
    }
  }
  return placesOf(taken, 0, most);
}

function take(taken: CellBits, cell: number): void {
  taken[cell >> 3]! |= 1 << (cell & 7);
}

/** The cells that have a place, by the square they are in; those of square s from `starts[s]` on. */
function sortIntoSquares({ coordinates, dims, cells, bounds }: CellPoints, placed: number): { order: Uint32Array; starts: Uint32Array } {
  const along = squaresAlong[dims] ?? 1;
  const perUnit = Array.from({ length: dims }, (_, axis) => {
    const span = bounds[dims + axis]! - bounds[axis]!;
    return span > 0 ? along / span : 0;
  });
  const squares = new Int32Array(cells);
  const starts = new Uint32Array(along ** dims + 1);
  for (let cell = 0; cell < cells; cell += 1) {
    if (!isPlace(coordinates, cell * dims, dims)) {
      squares[cell] = -1;
      continue;
    }
    let square = 0;
    for (let axis = 0; axis < dims; axis += 1) {
      const place = Math.floor((coordinates[cell * dims + axis]! - bounds[axis]!) * perUnit[axis]!);
      square = square * along + (place >= along ? along - 1 : place);
    }
    squares[cell] = square;
    starts[square + 1]! += 1;
  }
  for (let square = 0; square + 1 < starts.length; square += 1) starts[square + 1]! += starts[square]!;
  const next = starts.slice();
  const order = new Uint32Array(placed);
  for (let cell = 0; cell < cells; cell += 1) {
    const square = squares[cell]!;
    if (square < 0) continue;
    order[next[square]!] = cell;
    next[square]! += 1;
  }
  return { order, starts };
}
