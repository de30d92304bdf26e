import type { Abortable } from '../base/abort.js';
import type { ErrorRecord } from '../base/errors.js';
import type { PlanePlace } from './plane-axes.js';
import type { PlaneFacts } from './plane-facts.js';
import type { SampleArray } from './plane-samples.js';

/** Half-open range of planes in the order of the stack. */
export interface PlaneRange {
  readonly fromPlane: number;
  readonly toPlane: number;
}

/** One plane at its own depth. */
export interface Plane {
  readonly index: number;
  /** The file it comes from, where a stack has many. */
  readonly file?: string;
  /** height × width × channels, rows from the top, samples of a pixel side by side. */
  readonly samples: SampleArray;
  /** Why it is not whole; what is missing is zero. */
  readonly damage?: ErrorRecord;
  /** Bytes of this plane that the file does not have. */
  readonly missingBytes: number;
}

/** How far a pass over a stack has come. */
export interface PlaneProgress {
  readonly planes: number;
  readonly planesTotal: number;
}

export interface PlaneSurveyOptions extends Abortable {
  readonly onProgress?: (progress: PlaneProgress) => void;
}

/** What reading every plane told. */
export interface PlaneSurvey {
  /** Of all samples in the order of planes, rows, columns, samples, little-endian. */
  readonly sha256: string;
  /** Over finite samples as stored; NaN where there is none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Samples that are NaN or infinite; they count in none of the above. */
  readonly notFinite: number;
}

/** A stack of planes, read lazily: nothing is ever loaded whole. */
export interface PlaneSource {
  /** What is known now. A new object whenever more is known. */
  readonly facts: PlaneFacts;
  /** Bytes read so far. */
  readonly bytesRead: number;
  /** Calls `listener` whenever `facts` was replaced. Returns the way to stop. */
  watch(listener: (facts: PlaneFacts) => void): () => void;
  /** Planes in order, each *lent* until the next is asked for. Errors: `out-of-range`, `too-large` for planes beyond any memory. */
  planes(range: PlaneRange, options?: Abortable): AsyncIterable<Plane>;
  /** One plane, *given*, by its number or its place on the axes. Errors as those of `planes`. */
  plane(which: number | PlanePlace, options?: Abortable): Promise<Plane>;
  /** Finds out how many planes there are where that is provisional: walks directories, looks into files. */
  settle(options?: PlaneSurveyOptions): Promise<void>;
  /** Reads everything once: settles, fills integrity. */
  survey(options?: PlaneSurveyOptions): Promise<PlaneSurvey>;
  close(): Promise<void>;
}
