import * as v from 'valibot';

/** What was measured of one stack in a process of its own; times in milliseconds. */
export interface StackFigures {
  readonly frames: number;
  readonly format: string;
  readonly fileBytes: number;
  /** Opening and the plane in the middle; and what was read for it. */
  readonly firstPlaneMillis: number;
  readonly firstPlaneBytes: number;
  /** Random planes, read and measured for their levels. */
  readonly scrubMedianMillis: number;
  readonly scrubP95Millis: number;
  /** Subtracting and dividing by a plane of means, of one displayed plane; the median. */
  readonly chainMillis: number;
  /** Every plane: its mean, least, greatest and deviation; the mean and the standard deviation of all. */
  readonly traceMillis: number;
  readonly meanMillis: number;
  readonly deviationMillis: number;
  /** Greatest resident memory of the process. */
  readonly peakBytes: number;
}

const figure = v.pipe(v.number(), v.finite());
/** Figures as another process wrote them. */
export const stackFiguresSchema: v.GenericSchema<unknown, StackFigures> = v.object({
  frames: figure,
  format: v.string(),
  fileBytes: figure,
  firstPlaneMillis: figure,
  firstPlaneBytes: figure,
  scrubMedianMillis: figure,
  scrubP95Millis: figure,
  chainMillis: figure,
  traceMillis: figure,
  meanMillis: figure,
  deviationMillis: figure,
  peakBytes: figure,
});
