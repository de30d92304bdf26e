import { isNpy, npyHeaderBytes, parseNpyDictionary } from '../formats/numpy/npy-header.js';
import { parseNumberType } from '../formats/plane-arrays/number-type.js';
import type { PlaneProbe } from '../formats/plane-format.js';
import { findPlaneFormat } from '../formats/plane-formats.js';

/** What a file can hold. */
export type SourceKind = 'events' | 'stack' | 'cells';

/** Tables of events have at most this many columns. */
const widestTable = 16;

/**
 * What a file holds, told from its first bytes and what was said of its shape. Images are known by their signatures;
 * NumPy arrays by their shape; all else is left to the formats of events.
 */
export function sniffKind(probe: PlaneProbe): 'events' | 'stack' {
  const format = findPlaneFormat(probe);
  if (format === undefined) return 'events';
  if (format.id !== 'npy' || !isNpy(probe.head)) return 'stack';
  return isImageArray(probe.head) ? 'stack' : 'events';
}

/**
 * Whether a NumPy array holds images: three dimensions or more, or two of which neither is as narrow as the columns of a
 * table. Four columns (or rows) are events unless their numbers are too small for times; up to sixteen are where they are long.
 */
function isImageArray(head: Uint8Array): boolean {
  try {
    if (npyHeaderBytes(head) > head.length) return false;
    const { shape, descr } = parseNpyDictionary(head);
    if (typeof descr !== 'string') return false;
    const { type } = parseNumberType(descr);
    if (shape.length !== 2) return shape.length > 2;
    if (['bool', 'uint8', 'int8', 'float16'].includes(type)) return true;
    const narrow = Math.min(...shape);
    const long = Math.max(...shape);
    return narrow < 4 || narrow > widestTable || (narrow > 4 && long < 16 * narrow);
  } catch {
    return false;
  }
}
