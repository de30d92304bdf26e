import type { ByteRange, Plan } from '../../bytes/plan.js';
import type { Geometry } from '../../shapes/event-facts.js';
import type { EventLayout, OpenInput } from '../event-format.js';
import { spread } from '../search/clock-probe.js';
import type { TimeAnchor } from '../search/time-anchors.js';
import { type ClockStretch, continueStretches, placesBetween, readStretch } from './clock-readings.js';
import { anchorsOfIndex, readOpenEbIndex } from './openeb-index.js';
import { type Sample, sampleBytes } from './sample-head.js';
import type { WordCoding } from './word-coding.js';
import { sampledFacts, wholeFacts } from './word-facts.js';
import { WordLayout, type WordParts, wordProbe } from './word-layout.js';

/** Sizes that tests make small. */
export interface WordSizes {
  readonly chunkBytes: number;
  /** Recordings up to this size are decoded when they are opened: all about them is then exact. */
  readonly wholeBytes: number;
}

const usualSizes: WordSizes = { chunkBytes: 1 << 20, wholeBytes: 256 << 10 };
const fewestProbes = 15;
const mostProbes = 63;
const mostMoreProbes = 256;
const tailBytes = 64 << 10;
const wideTailBytes = 1 << 20;

/**
 * Opens a recording of words whose data start at `dataOffset`. One round reads its tail and 15 to 63 places spread over
 * it; a second one more places where the clock runs too fast for the wraps between them to be counted, a third more of
 * a tail or head that holds no event. With OpenEB's side index, the tail alone is read.
 */
export function* openWords(
  input: OpenInput,
  coding: WordCoding,
  dataOffset: number,
  geometry: Geometry | undefined,
  sizes: WordSizes = usualSizes,
): Plan<EventLayout> {
  const place = {
    coding,
    width: geometry?.width ?? 0,
    height: geometry?.height ?? 0,
    dataOffset,
    byteLength: input.byteLength,
    chunkBytes: sizes.chunkBytes,
  };
  if (input.byteLength - dataOffset <= sizes.wholeBytes) return yield* openWhole(input, place, geometry);

  const head = yield* readHead(input, place);
  const index = input.sidecar === undefined ? undefined : readOpenEbIndex(input.sidecar, input.byteLength);
  const indexed = index === undefined ? [] : anchorsOfIndex(index, dataOffset, sizes.chunkBytes, coding.loopMicros);
  const tailStart = alignedTail(place, tailBytes);
  const offsets = indexed.length > 0 ? [] : probeOffsets(place, head, tailStart);
  const probe = wordProbe(place);
  const bytes = yield [...offsets.map((offset) => probe.range(offset, false)), rangeFrom(place, tailStart)];
  const found = [...offsets, tailStart].map((offset, at) => readStretch(coding, offset, bytes[at] ?? new Uint8Array(0)));
  const looked = [readHeadStretch(place, head), ...found].filter((stretch) => stretch !== undefined);
  const known = indexed.length > 0 ? looked : yield* lookBetween(place, looked);
  const anchors = indexed.length > 0 ? indexed : anchorsOf(place, known);
  const spec = coding.spec(place.width, place.height);
  const samples = known.filter(({ start }) => start > 0).map((stretch) => sampleStretch(input, spec, stretch));
  const tail = yield* readTail(input, place, bytes.at(-1) ?? new Uint8Array(0));
  const findings = { place, geometry, anchors, head: head.sample, samples, tail };
  const indexedEvents = indexed.length > 0 ? index?.events : undefined;
  return new WordLayout({ ...place, anchors, facts: sampledFacts({ ...findings, indexedEvents }) });
}

/** Reads more where the clock is expected to run too far between two stretches. */
function* lookBetween(place: Place, looked: readonly ClockStretch[]): Plan<readonly ClockStretch[]> {
  const probe = wordProbe(place);
  const more = placesBetween(looked, place.coding.loopMicros, mostMoreProbes);
  if (more.length === 0) return looked;
  const bytes = yield more.map((offset) => probe.range(offset, false));
  const found = more.map((offset, at) => readStretch(place.coding, offset, bytes[at] ?? new Uint8Array(0)));
  return [...looked, ...found.filter((stretch) => stretch !== undefined)].sort((a, b) => a.offset - b.offset);
}

function anchorsOf(place: Place, stretches: readonly ClockStretch[]): readonly TimeAnchor[] {
  const anchors = continueStretches(stretches, place.coding, place.chunkBytes);
  return anchors.length > 0 ? anchors : [{ chunk: 0, offset: 0, micros: 0 }];
}

type Place = Omit<WordParts, 'anchors' | 'facts'>;

interface Head {
  readonly bytes: Uint8Array;
  readonly sample: Sample;
}

function* openWhole(input: OpenInput, place: Place, geometry: Geometry | undefined): Plan<EventLayout> {
  const bytes = yield* readOn(input, input.byteLength);
  const data = bytes.subarray(place.dataOffset);
  const sample = sampleBytes(input.kernels, place.coding.spec(place.width, place.height), data, 'to the end');
  const clock = place.coding.clock(data);
  const anchors = [{ chunk: 0, offset: clock?.offset ?? 0, micros: clock?.clockMicros ?? 0 }];
  return new WordLayout({ ...place, anchors, facts: wholeFacts(place.coding.name, geometry, sample) });
}

/** The first data, and more of them when there is no event in those. */
function* readHead(input: OpenInput, place: Place): Plan<Head> {
  const spec = place.coding.spec(place.width, place.height);
  const wordsOf = (bytes: Uint8Array): Uint8Array => {
    const data = bytes.subarray(place.dataOffset);
    return data.subarray(0, data.length - (data.length % place.coding.wordBytes));
  };
  const near = wordsOf(input.head);
  const sample = sampleBytes(input.kernels, spec, near);
  if (sample.tally.events > 0) return { bytes: near, sample };
  const far = wordsOf(yield* readOn(input, Math.min(input.byteLength, input.head.length + wideTailBytes)));
  return { bytes: far, sample: sampleBytes(input.kernels, spec, far) };
}

/** The bytes of the file up to `end`, of which the head is there. */
function* readOn(input: OpenInput, end: number): Plan<Uint8Array> {
  if (input.head.length >= end) return input.head;
  const [rest = new Uint8Array(0)] = yield [{ offset: input.head.length, length: end - input.head.length }];
  const bytes = new Uint8Array(end);
  bytes.set(input.head);
  bytes.set(rest, input.head.length);
  return bytes;
}

/** The clock in the head, at most a quarter of the data. It may leap before the first event; events tell how fast it runs. */
function readHeadStretch(place: Place, head: Head): ClockStretch | undefined {
  const quarter = Math.floor((place.byteLength - place.dataOffset) / 32) * 8;
  const stretch = readStretch(place.coding, 0, head.bytes.subarray(0, quarter));
  return stretch === undefined || head.sample.tally.events === 0 ? stretch : { ...stretch, pace: paceOf(head) };
}

function paceOf({ bytes, sample }: Head): number {
  const { events, minMicros, maxMicros } = sample.tally;
  return events === 0 ? 0 : (maxMicros - minMicros) / bytes.length;
}

/** Starts of chunks: as many as make it likely that the clock wraps at most once in four of them. */
function probeOffsets(place: Place, head: Head, tailStart: number): number[] {
  const loops = (paceOf(head) * tailStart) / place.coding.loopMicros;
  const count = Math.min(mostProbes, Math.max(fewestProbes, Math.ceil(loops * 4)));
  const chunks = spread(0, Math.ceil(tailStart / place.chunkBytes), count);
  return chunks.map((chunk) => chunk * place.chunkBytes);
}

function sampleStretch(input: OpenInput, spec: ReturnType<WordCoding['spec']>, { start, offset, bytes }: ClockStretch): Sample {
  return sampleBytes(input.kernels, spec, bytes.subarray(offset - start));
}

/** The end of the recording, decoded: where `near` holds no event, more of it. */
function* readTail(
  input: OpenInput,
  place: Place,
  near: Uint8Array,
): Plan<{ readonly stretch: ClockStretch; readonly sample: Sample } | undefined> {
  const spec = place.coding.spec(place.width, place.height);
  const look = (start: number, bytes: Uint8Array): { stretch: ClockStretch; sample: Sample } | undefined => {
    const stretch = readStretch(place.coding, start, bytes);
    return stretch === undefined ? undefined : { stretch, sample: sampleStretch(input, spec, stretch) };
  };
  const found = look(alignedTail(place, tailBytes), near);
  const start = alignedTail(place, wideTailBytes);
  if (found !== undefined && found.sample.tally.events > 0) return found;
  const [wide = new Uint8Array(0)] = yield [rangeFrom(place, start)];
  return look(start, wide) ?? found;
}

/** Where the last `length` bytes, at most a quarter of the data, begin: on a word, from the start of the data. */
function alignedTail({ byteLength, dataOffset }: Place, length: number): number {
  const dataBytes = byteLength - dataOffset;
  return Math.floor((dataBytes - Math.min(length, dataBytes / 4)) / 8) * 8;
}

function rangeFrom({ byteLength, dataOffset }: Place, start: number): ByteRange {
  return { offset: dataOffset + start, length: byteLength - dataOffset - start };
}
