/** Least and greatest coordinate of each dimension. */
export interface MapBounds {
  readonly least: readonly number[];
  readonly greatest: readonly number[];
}

/** What is around the points; cells with a NaN or an infinite coordinate are left out. Zeros where there is no point. */
export function mapBounds(coordinates: Float32Array | Float64Array, dims: number): MapBounds {
  const least = new Array<number>(dims).fill(Number.POSITIVE_INFINITY);
  const greatest = new Array<number>(dims).fill(Number.NEGATIVE_INFINITY);
  for (let dimension = 0; dimension < dims; dimension += 1) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = dimension; i < coordinates.length; i += dims) {
      const value = coordinates[i]!;
      if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
      if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
    }
    least[dimension] = low <= high ? low : 0;
    greatest[dimension] = low <= high ? high : 0;
  }
  return { least, greatest };
}

/** Where a picture looks from. Angles in radians. */
export interface MapLook {
  /** Whether the second dimension grows downwards, as in images; else up. */
  readonly yDown: boolean;
  /** Of three dimensions: turned about the vertical axis, then tilted towards the viewer. */
  readonly turn?: number;
  readonly tilt?: number;
}

/**
 * The projection that shows all points as large as they fit, with a margin, both axes at one scale; parallel, of three dimensions
 * seen along the last after turning and tilting about the middle. One dimension runs from left to right, in the middle.
 */
export function fitProjection(bounds: MapBounds, width: number, height: number, look: MapLook, margin = 0.04): readonly number[] {
  const { least, greatest } = bounds;
  const dims = least.length;
  const middle = least.map((low, dimension) => (low + greatest[dimension]!) / 2);
  const spans = least.map((low, dimension) => greatest[dimension]! - low);
  const [across, up] = axes(dims, look);
  const room = 1 - 2 * margin;
  const scale = Math.min((width * room) / reach(across, spans), (height * room) / reach(up, spans));
  const finite = Number.isFinite(scale) ? scale : 1;
  const down = look.yDown ? 1 : -1;
  const row = (axis: readonly number[], factor: number, centre: number): readonly number[] => {
    // Plus 0: no −0 in a projection.
    const terms = axis.map((part) => part * factor + 0);
    return [...terms, centre - terms.reduce((sum, term, dimension) => sum + term * middle[dimension]!, 0)];
  };
  return [...row(across, finite, width / 2), ...row(up, finite * down, height / 2)];
}

/** The directions that go right and up on the screen. */
function axes(dims: number, { turn = 0, tilt = 0 }: MapLook): readonly [across: readonly number[], up: readonly number[]] {
  if (dims === 1) return [[1], [0]];
  if (dims === 2)
    return [
      [1, 0],
      [0, 1],
    ];
  const [cosTurn, sinTurn, cosTilt, sinTilt] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  return [
    [cosTurn, 0, sinTurn],
    [sinTurn * sinTilt, cosTilt, -cosTurn * sinTilt],
  ];
}

/** How far the box of the points reaches along a direction. */
function reach(axis: readonly number[], spans: readonly number[]): number {
  return axis.reduce((sum, part, dimension) => sum + Math.abs(part) * spans[dimension]!, 0);
}
