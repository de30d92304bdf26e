import type { Point } from '../gpu/camera.js';
import type { MapColumn } from './column-model.js';
import type { MapFrame } from './map-camera.js';
import type { MapPoints } from './points-model.js';

/** Which cells can be pointed at. *Lent.* */
export interface Hoverable {
  /** A bit a cell; absent: all. */
  readonly visible: Uint8Array | undefined;
  readonly column: MapColumn | undefined;
  /** Codes of the column that are not drawn. */
  readonly hidden: Uint8Array | undefined;
}

/** Cells looked at before the page has a turn: some milliseconds. */
const sliceCells = 2_000_000;

/** Finds the cell nearest to the cursor among all of them; what takes longer than a slice goes on in the next ones. */
export class HoverFinder {
  readonly #onFound: (cell: number | undefined) => void;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onFound: (cell: number | undefined) => void) {
    this.#onFound = onFound;
  }

  /** Looks within `reach` CSS pixels of a point of the canvas. */
  find(points: MapPoints, frame: MapFrame, point: Point, reach: number, hoverable: Hoverable): void {
    this.stop();
    const round = this.#round;
    let best = -1;
    let bestSquare = reach * reach;
    const slice = (from: number): void => {
      if (round !== this.#round) return;
      const to = Math.min(points.known, from + sliceCells);
      const found = nearest(points, frame, point, bestSquare, from, to, hoverable);
      if (found !== undefined) {
        best = found.cell;
        bestSquare = found.square;
      }
      if (to < points.known) this.#timer = setTimeout(() => slice(to), 0);
      else this.#onFound(best < 0 ? undefined : best);
    };
    slice(0);
  }

  stop(): void {
    this.#round += 1;
    clearTimeout(this.#timer);
  }

  close(): void {
    this.stop();
  }
}

function nearest(
  { coordinates, dims }: MapPoints,
  { projection }: MapFrame,
  { x, y }: Point,
  withinSquare: number,
  from: number,
  to: number,
  { visible, column, hidden }: Hoverable,
): { readonly cell: number; readonly square: number } | undefined {
  const codes = hidden !== undefined && column?.values.kind === 'categories' ? column.values.codes : undefined;
  const [ax, ay, az] = [projection[0]!, projection[1]!, dims === 3 ? projection[2]! : 0];
  const [bx, by, bz] = [projection[dims + 1]!, projection[dims + 2]!, dims === 3 ? projection[5 + 1]! : 0];
  const [a, b] = [projection[dims]! - x, projection[2 * dims + 1]! - y];
  let best = -1;
  let square = withinSquare;
  for (let cell = from, at = from * dims; cell < to; cell += 1, at += dims) {
    const [u, v] = [coordinates[at]!, coordinates[at + 1]!];
    const w = dims === 3 ? coordinates[at + 2]! : 0;
    const dx = ax * u + ay * v + az * w + a;
    const dy = bx * u + by * v + bz * w + b;
    const distance = dx * dx + dy * dy;
    if (!(distance < square)) continue;
    if (visible !== undefined && ((visible[cell >> 3]! >> (cell & 7)) & 1) === 0) continue;
    if (codes !== undefined && hidden![codes[cell]!] === 1) continue;
    best = cell;
    square = distance;
  }
  return best < 0 ? undefined : { cell: best, square };
}
