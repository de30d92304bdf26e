import type { MatrixLook, MatrixSample } from '../../shapes/table-facts.js';

/** No logarithm of a count passes this: log₂(2⁶⁴) is 64, usual ones stay below 20. */
const largestLogarithm = 30;

/** What values look like; NaN and infinite ones are passed over. */
export function lookAtValues(values: Float64Array): MatrixSample {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let whole = true;
  let sampled = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sampled += 1;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value !== Math.floor(value)) whole = false;
  }
  if (sampled === 0) return { look: 'empty', sampled, min: Number.NaN, max: Number.NaN };
  return { look: nameLook(min, max, whole), sampled, min, max };
}

function nameLook(min: number, max: number, whole: boolean): MatrixLook {
  if (min < 0) return 'z-scored';
  if (max === 0) return 'empty';
  if (whole) return 'counts';
  return max <= largestLogarithm ? 'log-normalised' : 'normalised';
}
