import type { PlaneBox } from '../formats/plane-format.js';

/** The size of the planes that a box lies in, with bytes of a whole pixel. */
export interface BoxFrame {
  readonly height: number;
  readonly width: number;
  readonly pixelBytes: number;
  /** The plane that the target begins with. */
  readonly firstPlane: number;
}

/** Where a box lies in a run of planes as one piece, in bytes; undefined where its rows lie apart. */
export function boxPlace(box: PlaneBox, { height, width, pixelBytes, firstPlane }: BoxFrame): { from: number; to: number } | undefined {
  const rowBytes = width * pixelBytes;
  const wholeRows = box.fromColumn === 0 && box.toColumn === width;
  const wholePlanes = wholeRows && box.fromRow === 0 && box.toRow === height;
  if (!wholePlanes && !(wholeRows && box.toPlane - box.fromPlane === 1)) return undefined;
  const from = ((box.fromPlane - firstPlane) * height + box.fromRow) * rowBytes;
  return { from, to: ((box.toPlane - 1 - firstPlane) * height + box.toRow) * rowBytes };
}

/** Copies a decoded box row by row to its place in a run of planes. */
export function placeBox(box: PlaneBox, { height, width, pixelBytes, firstPlane }: BoxFrame, bytes: Uint8Array, target: Uint8Array): void {
  const rowBytes = (box.toColumn - box.fromColumn) * pixelBytes;
  let from = 0;
  for (let plane = box.fromPlane; plane < box.toPlane; plane += 1) {
    for (let row = box.fromRow; row < box.toRow; row += 1) {
      const to = (((plane - firstPlane) * height + row) * width + box.fromColumn) * pixelBytes;
      target.set(bytes.subarray(from, from + rowBytes), to);
      from += rowBytes;
    }
  }
}
