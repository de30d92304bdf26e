import { exact } from '../base/quantity.js';
import type { Notice } from '../shapes/event-facts.js';
import { axesOf } from '../shapes/plane-axes.js';
import type { Photometric, PlaneFacts } from '../shapes/plane-facts.js';
import type { SampleType } from '../shapes/plane-samples.js';
import type { PlaneJob, PlaneLayout } from './plane-format.js';
import { checkPlaneRange } from './plane-range.js';

/** What the header of a file with one image says. */
export interface SingleImage {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly dtype: SampleType;
  readonly byteOrder: 'little' | 'big';
  readonly notices: readonly Notice[];
}

/** A file of `byteLength` bytes that holds one image, read whole when it is wanted. */
export function openSingleImage(image: SingleImage, byteLength: number, job: Pick<PlaneJob, 'spec' | 'image'>): PlaneLayout {
  const { format, width, height, channels, dtype, byteOrder, notices } = image;
  const colours = channels >= 3;
  const photometric: Photometric = colours ? 'rgb' : 'grey';
  const facts: PlaneFacts = {
    kind: 'stack',
    format,
    frames: exact(1),
    height,
    width,
    channels,
    dtype,
    byteOrder,
    axes:
      channels > 1
        ? axesOf(['Y', 'X', 'S'], [exact(height), exact(width), exact(channels)])
        : axesOf(['Y', 'X'], [exact(height), exact(width)]),
    photometric,
    notices,
  };
  const whole: PlaneJob = {
    ...job,
    box: { fromPlane: 0, toPlane: 1, fromRow: 0, toRow: height, fromColumn: 0, toColumn: width },
    ranges: [{ offset: 0, length: byteLength }],
    missingBytes: 0,
  };
  return {
    facts,
    planesPerRun: 1,
    planesKnown: 1,
    missingBytes: 0,
    // biome-ignore lint/correctness/useYield: a plan that needs no reads
    *planPlanes(fromPlane, toPlane) {
      checkPlaneRange(facts, fromPlane, toPlane);
      return fromPlane < toPlane ? [whole] : [];
    },
  };
}
