import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { isNpy, npyHeaderBytes, parseNpyDictionary } from '../numpy/npy-header.js';
import { parseNumberType } from '../plane-arrays/number-type.js';
import { openPlaneArray } from '../plane-arrays/open-array.js';
import { createPlaneArray, guessAxes } from '../plane-arrays/plane-array.js';
import type { PlaneFormat, PlaneLayout, PlaneProbe } from '../plane-format.js';

/** Images and stacks in .npy files: two to five dimensions of numbers. */
export const npyPlaneFormat: PlaneFormat = {
  id: 'npy',
  decoderVersion: 1,
  sniff: ({ head }) => isNpy(head),
  open: openNpyPlanes,
};

function* openNpyPlanes({ head, byteLength, options }: PlaneProbe): Plan<PlaneLayout> {
  const length = npyHeaderBytes(head);
  if (length > byteLength) throw new FirstlightError('truncated', 'A NumPy array ends inside its header');
  const bytes = length <= head.length ? head : (yield [{ offset: 0, length }])[0]!;
  const { dataOffset, shape, columnMajor, descr } = parseNpyDictionary(bytes);
  if (typeof descr !== 'string') throw new FirstlightError('unsupported', 'A NumPy array of records is no stack of images');
  const { type, order } = parseNumberType(descr);
  const axes = options.axes ?? guessAxes(shape, type);
  const array = createPlaneArray({ offsetBytes: dataOffset, type, order, shape, axes, columnMajor });
  return openPlaneArray(array, byteLength, 'NPY');
}
