import * as v from 'valibot';

/** One cell of the seed benchmark's matrix: one recording, measured in a process of its own. */
export interface MatrixCell {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** Events in the recording, counted by reading it. */
  readonly events: number;
  /** From the first to the last event, microseconds. */
  readonly durationMicros: number;
  readonly fileBytes: number;
  /** Opening, and the frame of a window in the middle, milliseconds; bytes read before that frame was there. */
  readonly firstFrameMillis: number;
  readonly firstFrameBytes: number;
  /** Reading everything once: index, integrity, counts, rate curve; seconds. */
  readonly processingSeconds: number;
  /** Frames of 10 ms windows one after the other, read from the file, decoded and accumulated; per second. */
  readonly framesPerSecond: Readonly<Record<TimedRepresentation, number>>;
  readonly eventsPerFrame: number;
  /** Greatest resident memory of the measuring process, bytes. */
  readonly peakBytes: number;
}

/** Representations whose frames are timed. */
export const timedRepresentations = ['polarity', 'signedCount', 'timeSurface'] as const;
export type TimedRepresentation = (typeof timedRepresentations)[number];

const figure = v.pipe(v.number(), v.finite());
/** A cell as another process wrote it. */
export const matrixCellSchema: v.GenericSchema<unknown, MatrixCell> = v.object({
  width: figure,
  height: figure,
  format: v.string(),
  events: figure,
  durationMicros: figure,
  fileBytes: figure,
  firstFrameMillis: figure,
  firstFrameBytes: figure,
  processingSeconds: figure,
  framesPerSecond: v.object({ polarity: figure, signedCount: figure, timeSurface: figure }),
  eventsPerFrame: figure,
  peakBytes: figure,
});
