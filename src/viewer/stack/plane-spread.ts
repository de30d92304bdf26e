import type { ValueSpread } from '../../picture/value-levels.js';
import type { Plane } from '../state/view-state.js';

const bins = 256;
const known = new WeakMap<Plane, ValueSpread>();

/**
 * How the values of a plane are spread. Hosts measure in single precision, which is exact for 8 and 16 bits and for floats;
 * wider numbers are measured here, once a plane, as they are.
 */
export function spreadOf(plane: Plane): ValueSpread {
  if (!isWide(plane)) return plane;
  const made = known.get(plane) ?? measure(plane);
  known.set(plane, made);
  return made;
}

function isWide({ dtype }: Plane): boolean {
  return ['uint32', 'int32', 'uint64', 'int64', 'float64'].includes(dtype);
}

function measure({ samples }: Plane): ValueSpread {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < samples.length; i += 1) {
    const value = Number(samples[i]!);
    if (value - value !== 0) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const counts = new Uint32Array(bins);
  if (least > greatest) return { least: null, greatest: null, histogram: { from: 0, to: 0, counts } };
  const perValue = greatest > least ? bins / (greatest - least) : 0;
  for (let i = 0; i < samples.length; i += 1) {
    const value = Number(samples[i]!);
    if (value - value === 0) counts[Math.min(bins - 1, Math.floor((value - least) * perValue))]! += 1;
  }
  return { least, greatest, histogram: { from: least, to: greatest, counts } };
}
