import { type Abortable, withAbort } from '../base/abort.js';
import type { SensorRectangle } from '../events/frame-want.js';
import {
  addToCurve,
  curveOfBins,
  curveOfSamples,
  emptyCurve,
  type RateCurve,
  type RateRange,
  wantedBinMicros,
} from '../events/rate-curve.js';
import type { EventRecording } from './event-recording.js';
import type { ComingSurvey } from './surveys.js';

/** One answer to a question for a rate. */
export interface MadeRate {
  readonly curve: RateCurve;
  readonly quality: 'coarse' | 'sampled' | 'provisional' | 'exact';
  readonly final: boolean;
}

export interface RateInput extends Abortable {
  readonly recording: EventRecording;
  readonly range: RateRange;
  readonly region: SensorRectangle | undefined;
  /** The survey that is on its way, if any: its end makes the curve exact. */
  readonly coming: () => ComingSurvey | undefined;
  /** Awaited between chunks of a long pass. */
  readonly makeWay: () => Promise<void>;
  readonly onRate: (rate: MadeRate) => void;
}

/** Places looked at for a first curve, and where every one is a request of its own. */
const samplePlaces = 256;
const farSamplePlaces = 64;
/** Ranges of so few chunks are counted event by event, where the bins at hand are too wide. */
const countedChunks = 64;
/** Chunks that a region's first estimate looks at. */
const regionSampleChunks = 24;
const refreshMillis = 400;

/** The event rate over a range: coarse at once, then as it gets better, the last one `final`. */
export async function makeRate(input: RateInput): Promise<void> {
  if (input.region === undefined) await wholeRate(input);
  else await regionRate(input, input.region);
}

async function wholeRate(input: RateInput): Promise<void> {
  const { recording, range } = input;
  if (recording.findings === undefined) {
    const coming = input.coming();
    input.onRate({ curve: await sampledCurve(recording, range, input.signal), quality: 'sampled', final: coming === undefined });
    if (coming === undefined) return;
    await withAbort(coming.ended, input.signal);
  }
  const { findings } = recording;
  if (findings === undefined) {
    input.onRate({ curve: await sampledCurve(recording, range, input.signal), quality: 'sampled', final: true });
    return;
  }
  const curve = curveOfBins(findings.rate, range);
  const chunks = recording.times.chunksOf(range.fromMicros, range.toMicros);
  if (findings.rate.binMicros <= wantedBinMicros(range) || chunks.length > countedChunks) {
    input.onRate({ curve, quality: 'exact', final: true });
    return;
  }
  input.onRate({ curve, quality: 'coarse', final: false });
  const counted = emptyCurve(range);
  await recording.chunks.scan(chunks, (columns) => addToCurve(counted, columns), { signal: input.signal, makeWay: input.makeWay });
  input.onRate({ curve: counted, quality: 'exact', final: true });
}

/** A region has no bins at hand: a few chunks give an estimate, then all are counted. */
async function regionRate(input: RateInput, region: SensorRectangle): Promise<void> {
  const { recording, range, signal } = input;
  const { clock } = recording.shared.ports;
  const chunks = await recording.chunksOf(range.fromMicros, range.toMicros, { signal });
  const options = { signal, makeWay: input.makeWay };
  if (chunks.length > 2 * regionSampleChunks) {
    const estimate = emptyCurve(range, Number.NaN);
    const every = chunks.length / regionSampleChunks;
    for (let i = 0; i < regionSampleChunks; i += 1) {
      const chunk = chunks[Math.floor((i + 0.5) * every)]!;
      const part = emptyCurve(range);
      await recording.chunks.scan([chunk], (columns) => addToCurve(part, columns, region), options);
      estimateFrom(estimate, part, recording.times.timesOf(chunk));
    }
    input.onRate({ curve: estimate, quality: 'sampled', final: false });
  }
  const curve = emptyCurve(range);
  const quality = recording.times.complete ? 'exact' : 'provisional';
  let sentMillis = clock.now();
  for (const chunk of chunks) {
    await recording.chunks.scan([chunk], (columns) => addToCurve(curve, columns, region), options);
    if (clock.now() - sentMillis < refreshMillis) continue;
    sentMillis = clock.now();
    const reached = recording.times.timesOf(chunk)?.maxMicros ?? range.toMicros;
    input.onRate({ curve: knownUpTo(curve, reached), quality: 'coarse', final: false });
  }
  input.onRate({ curve, quality, final: true });
}

/** Puts the mean rate of one chunk into the bins it covers. */
function estimateFrom(
  estimate: RateCurve,
  part: RateCurve,
  times: { readonly minMicros: number; readonly maxMicros: number } | undefined,
): void {
  if (times === undefined) return;
  const { fromMicros, binMicros, on, off } = part;
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
  const share = binMicros / Math.max(1, times.maxMicros - times.minMicros + 1);
  const first = Math.max(0, Math.floor((times.minMicros - fromMicros) / binMicros));
  const last = Math.min(on.length - 1, Math.floor((times.maxMicros - fromMicros) / binMicros));
  for (let bin = first; bin <= last; bin += 1) {
    estimate.on[bin] = sum(on) * share;
    estimate.off[bin] = sum(off) * share;
  }
}

function knownUpTo({ fromMicros, binMicros, on, off }: RateCurve, micros: number): RateCurve {
  const end = Math.max(0, Math.floor((micros - fromMicros) / binMicros));
  return { fromMicros, binMicros, on: on.slice().fill(Number.NaN, end), off: off.slice().fill(Number.NaN, end) };
}

/** The curve as a few times spread over the recording have it. */
export async function sampledCurve(recording: EventRecording, range: RateRange, signal: AbortSignal | undefined): Promise<RateCurve> {
  const { firstMicros, lastMicros, events, on } = recording.facts;
  if (firstMicros === undefined || lastMicros === undefined) return emptyCurve(range);
  const samples = await recording.sampleTimes(Math.min(recording.near ? samplePlaces : farSamplePlaces, Math.max(16, range.bins)), {
    signal,
  });
  const onShare = on === undefined || events.value === 0 ? 0.5 : on.value / events.value;
  const end = { position: recording.layout.endPosition, micros: lastMicros.value };
  return curveOfSamples(samples, end, events.value, onShare, range);
}
