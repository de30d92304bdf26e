import { FirstlightError } from '../base/errors.js';

/** Throws `out-of-range` where no frame can have this size. */
export function checkFrameSize(width: number, height: number): void {
  const good = (length: number) => Number.isInteger(length) && length > 0 && length <= 65_535;
  if (!good(width) || !good(height)) throw new FirstlightError('out-of-range', `A frame cannot be ${width} × ${height} pixels`);
}
