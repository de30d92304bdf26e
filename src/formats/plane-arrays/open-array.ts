import { FirstlightError } from '../../base/errors.js';
import { exact } from '../../base/quantity.js';
import type { Notice } from '../../shapes/event-facts.js';
import { axesOf } from '../../shapes/plane-axes.js';
import type { PlaneFacts } from '../../shapes/plane-facts.js';
import type { PlaneLayout } from '../plane-format.js';
import { checkPlaneRange } from '../plane-range.js';
import { isInterleaved, planArray, planesPerRun } from './plan-array.js';
import { type PlaneArray, planeBytes } from './plane-array.js';

/**
 * An array in a file of `byteLength` bytes as a stack. A file that is cut keeps the planes that are whole, where there is
 * one, and says so. Errors: `truncated`.
 */
export function openPlaneArray(array: PlaneArray, byteLength: number, format: string): PlaneLayout {
  const bytes = planeBytes(array);
  const promised = array.planes * bytes;
  const present = Math.max(0, byteLength - array.offsetBytes);
  const notices: Notice[] = [];
  const interleaved = isInterleaved(array);
  let planes = array.planes;
  if (present < promised) {
    planes = array.contiguous ? Math.floor(present / bytes) : 0;
    if (planes === 0) {
      throw new FirstlightError('truncated', `The file has ${present} of ${promised} bytes of numbers: no image is whole`);
    }
    notices.push({ code: 'truncated', message: `The file is cut: ${planes} of ${array.planes} images are whole` });
  }
  if (interleaved) {
    notices.push({
      code: 'interleaved-planes',
      message: `Images lie interleaved (Fortran order): one alone costs reading ${planes === 1 ? 'the file' : 'through the whole file'}; convert to C order to cure it`,
    });
  }
  const sizes = array.shape.map(exact);
  const open = array.axes.findIndex((name) => name === 'T' || name === 'Z' || name === 'C');
  const cut = planes < array.planes && array.planeAxes.length === 1 && open >= 0;
  if (cut) sizes[open] = exact(planes);
  const facts: PlaneFacts = {
    kind: 'stack',
    format,
    frames: exact(planes),
    height: array.height,
    width: array.width,
    channels: array.channels,
    dtype: array.type,
    byteOrder: array.order,
    axes: axesOf(array.axes, sizes),
    photometric: array.channels >= 3 ? 'rgb' : 'grey',
    notices,
  };
  return {
    facts,
    planesPerRun: planesPerRun(array),
    planesKnown: planes,
    missingBytes: Math.max(0, promised - present),
    // biome-ignore lint/correctness/useYield: a plan that needs no reads
    *planPlanes(fromPlane, toPlane) {
      checkPlaneRange(facts, fromPlane, toPlane);
      return planArray(array, byteLength, fromPlane, toPlane);
    },
  };
}
