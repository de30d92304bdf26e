import { estimated, exact, provisional, type Quantity } from '../../base/quantity.js';
import type { EventFacts, Geometry, Notice } from '../../shapes/event-facts.js';
import { anchorBefore, continueClock, microsBefore, type TimeAnchor } from '../search/time-anchors.js';
import type { ClockStretch } from './clock-readings.js';
import { geometryFromSample } from './find-geometry.js';
import type { Sample } from './sample-head.js';
import type { WordParts } from './word-layout.js';

/** What looking at parts of a recording showed. */
export interface WordFindings {
  readonly place: Omit<WordParts, 'anchors' | 'facts'>;
  /** Stated geometry. */
  readonly geometry: Geometry | undefined;
  readonly anchors: readonly TimeAnchor[];
  readonly head: Sample;
  /** Stretches spread over the rest. */
  readonly samples: readonly Sample[];
  readonly tail: { readonly stretch: ClockStretch; readonly sample: Sample } | undefined;
  /** Events counted by a side index, where there is one. */
  readonly indexedEvents: number | undefined;
}

const sideIndexNotice: Notice = {
  code: 'side-index',
  message: 'The OpenEB index beside the file tells where times lie, until the recording was read once',
};

/** Facts of a recording that was decoded from end to end. */
export function wholeFacts(format: string, geometry: Geometry | undefined, sample: Sample): EventFacts {
  const { tally } = sample;
  const found = geometry ?? geometryFromSample(sample.maxX, sample.maxY);
  const times = tally.events === 0 ? {} : { firstMicros: exact(tally.firstMicros), lastMicros: exact(tally.lastMicros) };
  return {
    kind: 'events',
    format,
    ...(found === undefined ? {} : { geometry: found }),
    events: exact(tally.events),
    on: exact(tally.on),
    ...times,
    triggers: exact(tally.triggers),
    timeBase: 'recording',
    integrity: {
      outOfRange: tally.outOfRange,
      timeDecreases: tally.timeDecreases,
      wraps: tally.wraps,
      droppedWords: tally.droppedWords,
      unknownWords: tally.unknownWords,
      truncatedBytes: tally.truncatedBytes,
    },
    notices: noticesOf(found, tally.truncatedBytes),
  };
}

/** Facts of a recording of which only parts were looked at. */
export function sampledFacts(findings: WordFindings): EventFacts {
  const { place, head, samples, tail, indexedEvents } = findings;
  const dataBytes = place.byteLength - place.dataOffset;
  const all = [head, ...samples, ...(tail === undefined ? [] : [tail.sample])];
  const maxX = Math.max(...all.map((sample) => sample.maxX));
  const maxY = Math.max(...all.map((sample) => sample.maxY));
  const geometry = findings.geometry ?? geometryFromSample(maxX, maxY);
  const spread = samples.length >= 4 ? samples : all;
  const density = (key: 'events' | 'triggers'): number => {
    const bytes = spread.reduce((sum, sample) => sum + sample.byteLength, 0);
    return spread.reduce((sum, sample) => sum + sample.tally[key], 0) / Math.max(1, bytes);
  };
  const first = firstTime(findings);
  const last = lastTime(findings);
  return {
    kind: 'events',
    format: place.coding.name,
    ...(geometry === undefined ? {} : { geometry }),
    events: indexedEvents === undefined ? estimated(Math.round(density('events') * dataBytes)) : provisional(indexedEvents),
    triggers: estimated(Math.round(density('triggers') * dataBytes)),
    ...(first === undefined ? {} : { firstMicros: first }),
    ...(last === undefined ? {} : { lastMicros: last }),
    timeBase: 'recording',
    notices: [...noticesOf(geometry, dataBytes % place.coding.wordBytes), ...(indexedEvents === undefined ? [] : [sideIndexNotice])],
  };
}

function firstTime({ head, samples, anchors }: WordFindings): Quantity | undefined {
  if (head.tally.events > 0) return exact(head.tally.firstMicros);
  const anchor = anchors[0];
  return anchor !== undefined && samples.some(({ tally }) => tally.events > 0) ? provisional(anchor.micros) : undefined;
}

/** The last event of the tail, its clock continued from the known time before it; the last time at all where there is no event. */
function lastTime({ place, anchors, head, tail }: WordFindings): Quantity | undefined {
  const { loopMicros } = place.coding;
  if (tail === undefined)
    return head.tally.events > 0 ? provisional(Math.max(head.tally.lastMicros, anchors.at(-1)?.micros ?? 0)) : undefined;
  const { stretch, sample } = tail;
  const before = anchorBefore(anchors, stretch.offset);
  const same = anchors.find(({ offset }) => offset === stretch.offset);
  const start = same?.micros ?? continueClock(microsBefore(before, stretch.offset), stretch.clockMicros, loopMicros);
  const { events, lastMicros } = sample.tally;
  if (events === 0) return provisional(start + stretch.spanMicros);
  const micros = Math.floor(start / loopMicros) * loopMicros + lastMicros;
  return place.coding.id !== 'evt3' && micros < loopMicros ? exact(micros) : provisional(micros);
}

function noticesOf(geometry: Geometry | undefined, cutBytes: number): Notice[] {
  const notices: Notice[] = [];
  if (cutBytes > 0) notices.push({ code: 'truncated', message: `The last ${cutBytes} bytes are no whole word and are left out` });
  if (geometry?.source === 'sampled') {
    notices.push({
      code: 'geometry-sampled',
      message: 'The file does not say how large its sensor is; the size is that of the events seen',
    });
  }
  return notices;
}
