import type { EventFacts, Integrity, Notice } from '../../shapes/event-facts.js';

/** What `info` tells about. */
export interface InfoSubject {
  readonly path: string;
  readonly facts: EventFacts;
  readonly bytesRead: number;
  /** Of the decoded events; known after reading everything. */
  readonly sha256: string | undefined;
}

/**
 * The JSON of `firstlight info --json`: a stable interface, `schema` is raised when it changes. What is not known is
 * null; `on`, `integrity` and `sha256` are there only after `--full`; `partial` only when not everything could be read.
 */
export interface InfoRecord {
  readonly schema: 1;
  readonly kind: 'events';
  readonly path: string;
  readonly format: string;
  /** Width and height, sensor pixels. */
  readonly geometry: readonly [number, number] | null;
  readonly geometrySource: string;
  readonly events: number;
  readonly eventsExact: boolean;
  readonly on?: number;
  /** Microseconds of the recording's own clock. */
  readonly firstMicros: number | null;
  readonly lastMicros: number | null;
  readonly lastExact: boolean;
  readonly triggers: number;
  readonly timeBase: 'recording' | 'unix';
  readonly bytesRead: number;
  readonly integrity?: Integrity;
  readonly sha256?: string;
  readonly partial?: true;
  readonly columns?: EventFacts['columns'];
  readonly notices: readonly Notice[];
}

export function infoRecord({ path, facts, bytesRead, sha256 }: InfoSubject): InfoRecord {
  const full = sha256 !== undefined;
  return {
    schema: 1,
    kind: 'events',
    path,
    format: facts.format,
    geometry: facts.geometry === undefined ? null : [facts.geometry.width, facts.geometry.height],
    geometrySource: facts.geometry?.source ?? 'unknown',
    events: facts.events.value,
    eventsExact: facts.events.exactness === 'exact',
    ...(full && facts.on !== undefined ? { on: facts.on.value } : {}),
    firstMicros: facts.firstMicros?.value ?? null,
    lastMicros: facts.lastMicros?.value ?? null,
    lastExact: facts.lastMicros?.exactness === 'exact',
    triggers: facts.triggers.value,
    timeBase: facts.timeBase,
    bytesRead,
    ...(full && facts.integrity !== undefined ? { integrity: facts.integrity } : {}),
    ...(full ? { sha256 } : {}),
    ...(isPartial(facts) ? { partial: true as const } : {}),
    ...(facts.columns === undefined ? {} : { columns: facts.columns }),
    notices: facts.notices,
  };
}

/**
 * Whether bytes were damaged or missing, as far as that is known: what is shown is then a part of the recording. A line of a
 * text that was dropped is a lost event; words that were dropped come before the first time of a stream that was cut out.
 */
export function isPartial({ notices, integrity, columns }: EventFacts): boolean {
  if (notices.some(({ code }) => code === 'damaged' || code === 'truncated')) return true;
  if (columns !== undefined && integrity !== undefined && integrity.droppedWords > 0) return true;
  return integrity !== undefined && integrity.truncatedBytes + integrity.unknownWords + integrity.outOfRange > 0;
}
