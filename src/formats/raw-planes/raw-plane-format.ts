import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { parseNumberType } from '../plane-arrays/number-type.js';
import { openPlaneArray } from '../plane-arrays/open-array.js';
import { createPlaneArray, guessAxes } from '../plane-arrays/plane-array.js';
import type { PlaneFormat, PlaneLayout, PlaneProbe } from '../plane-format.js';

/** Headerless numbers whose type and shape a person gives. */
export const rawPlaneFormat: PlaneFormat = {
  id: 'raw',
  decoderVersion: 1,
  sniff: ({ options }) => options.shape !== undefined,
  open: openRawPlanes,
};

// biome-ignore lint/correctness/useYield: all that is to be known was said; a plan all the same.
function* openRawPlanes({ byteLength, options }: PlaneProbe): Plan<PlaneLayout> {
  const { raw, shape } = options;
  if (raw === undefined || shape === undefined) {
    throw new FirstlightError('unsupported', 'A headerless file needs the type and the shape of its numbers', {
      advice: 'Give both, such as --raw u2 --shape 100,512,512.',
    });
  }
  const { type, order } = parseNumberType(raw);
  const axes = options.axes ?? guessAxes(shape, type);
  const array = createPlaneArray({ offsetBytes: options.headerBytes ?? 0, type, order, shape, axes, columnMajor: false });
  return openPlaneArray(array, byteLength, `raw ${raw}`);
}
