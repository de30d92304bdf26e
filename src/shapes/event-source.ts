import type { Abortable } from '../base/abort.js';
import type { EventColumns, Trigger } from './event-columns.js';
import type { EventFacts } from './event-facts.js';

/** Half-open time window in microseconds of the recording's own clock. */
export interface TimeRange {
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** Half-open range of ordinals in file order. */
export interface IndexRange {
  readonly fromIndex: number;
  readonly toIndex: number;
}

/** Progress of a pass over a whole recording. */
export interface SurveyProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly events: number;
}

export interface SurveyOptions extends Abortable {
  readonly onProgress?: (progress: SurveyProgress) => void;
  /** Also computes the SHA-256 over packed little-endian records t:u64 x:u16 y:u16 p:u8 in file order. */
  readonly digest?: boolean;
}

/**
 * An event recording, read lazily: nothing is ever loaded whole.
 */
export interface EventSource {
  /** What is known now. A new object whenever more is known. */
  readonly facts: EventFacts;
  /** Bytes read from the source so far. */
  readonly bytesRead: number;
  /** Calls `listener` whenever `facts` was replaced. Returns the way to stop. */
  watch(listener: (facts: EventFacts) => void): () => void;
  /**
   * Events of a time window or of an index range in file order, in runs *lent* until the next is asked for. Only chunks
   * that may hold such events are read. Index ranges need ordinals: of fixed-size records they are known at once, else
   * the recording is surveyed up to there first.
   */
  columns(range: TimeRange | IndexRange, options?: Abortable): AsyncIterable<EventColumns>;
  /** Triggers in a time window, in file order. */
  triggers(range: TimeRange, options?: Abortable): Promise<readonly Trigger[]>;
  /** Reads everything once: makes `facts` exact, fills integrity, builds the index. Returns the digest if asked for. */
  survey(options?: SurveyOptions): Promise<{ readonly sha256?: string }>;
  close(): Promise<void>;
}
