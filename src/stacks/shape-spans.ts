import type { PlaneRectangle, PlaneShape } from './plane-want.js';
import { type PlaneSize, wholePlane } from './stack-sizes.js';

/** The columns of one row that lie in a shape, end exclusive; nothing where none does. */
export type RowColumns = readonly [from: number, to: number] | undefined;

/** The columns of row `y` whose centres lie in the shape, cut to `within`. */
export function columnsInRow(shape: PlaneShape, y: number, within: PlaneRectangle): RowColumns {
  if (y < shape.y0 || y >= shape.y1 || y < within.y0 || y >= within.y1) return undefined;
  let [from, to] = [Math.ceil(shape.x0), Math.ceil(shape.x1)];
  if (shape.kind === 'ellipse') {
    const [radiusX, radiusY] = [(shape.x1 - shape.x0) / 2, (shape.y1 - shape.y0) / 2];
    const down = (y + 0.5 - shape.y0 - radiusY) / radiusY;
    const half = radiusX * Math.sqrt(Math.max(0, 1 - down * down));
    const centre = shape.x0 + radiusX;
    if (!(down * down <= 1)) return undefined;
    from = Math.ceil(centre - half - 0.5);
    to = Math.floor(centre + half - 0.5) + 1;
  }
  from = Math.max(from, within.x0);
  to = Math.min(to, within.x1);
  return from < to ? [from, to] : undefined;
}

/**
 * The samples of a plane that lie in a shape, or all of them: pairs of first and last + 1, ascending; runs that touch are one.
 * *Given.*
 */
export function shapeSpans(shape: PlaneShape | undefined, size: PlaneSize): Uint32Array {
  const { width, height, channels } = size;
  if (shape === undefined) return Uint32Array.of(0, width * height * channels);
  const spans: number[] = [];
  const within = wholePlane(size);
  for (let y = Math.max(0, Math.floor(shape.y0)); y < Math.min(height, Math.ceil(shape.y1)); y += 1) {
    const columns = columnsInRow(shape, y, within);
    if (columns === undefined) continue;
    const [from, to] = [(y * width + columns[0]) * channels, (y * width + columns[1]) * channels];
    if (spans.at(-1) === from) spans[spans.length - 1] = to;
    else spans.push(from, to);
  }
  return Uint32Array.from(spans);
}
