import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { FrameAccumulators } from '../events/frame-accumulators.js';
import { FrameReducer } from '../events/frame-reducer.js';
import type { FrameWant } from '../events/frame-want.js';
import { curveOfBins, type RateRange } from '../events/rate-curve.js';
import { isAscending, trimColumns } from '../events/trim-columns.js';
import { downscaleCounts, fitSize } from '../picture/downscale.js';
import { frameToRgba } from '../picture/frame-to-rgba.js';
import { autoLevels } from '../picture/levels.js';
import { eventPalettes } from '../picture/palettes.js';
import type { EventColumns } from '../shapes/event-columns.js';
import type { EventRecording } from './event-recording.js';
import { frameGeometry } from './make-frame.js';
import { sampledCurve } from './make-rate.js';
import type { SmallPicture } from './small-picture.js';

const windowMicros = 30_000;
/** A picture of more events than this share of its pixels is a blur: then a shorter window is taken. */
const fullShare = 0.1;
const shortestMicros = 2000;
/** A picture of fewer events shows too little: then the busiest place is taken. */
const enoughEvents = 3000;
/** At most so many chunks are decoded for one picture. */
const mostChunks = 4;
/** Events drawn of a recording in which no window holds enough. */
const chunkEvents = 20_000;
const sparklineBins = 64;

export interface EventThumbnailInput extends Abortable {
  /** Largest size of the picture. */
  readonly width: number;
  readonly height: number;
  readonly accumulators: FrameAccumulators;
}

/** A picture of a telling moment of a recording, and its rate over time. */
export async function makeEventThumbnail(recording: EventRecording, input: EventThumbnailInput): Promise<SmallPicture> {
  const { signal } = input;
  const geometry = frameGeometry(recording);
  const first = recording.facts.firstMicros?.value ?? 0;
  const last = recording.facts.lastMicros?.value ?? first;
  const range: RateRange = { fromMicros: first, toMicros: last + 1, bins: sparklineBins };
  const sparkline = await sparklineOf(recording, range, signal);
  let middle = Math.round(first + (last - first) / 3);
  let picture = await countsAt(recording, middle, windowMicros, input);
  if (picture.events < enoughEvents) {
    const busiest = Math.round(first + ((sparkline.indexOf(Math.max(...sparkline)) + 0.5) * (last - first)) / sparklineBins);
    const busier = await countsAt(recording, busiest, windowMicros, input);
    if (busier.events > picture.events) {
      picture = busier;
      middle = busiest;
    }
  }
  if (picture.events < enoughEvents) picture = await countsInMiddleChunk(recording, input);
  const full = fullShare * geometry.width * geometry.height;
  if (picture.events > full) {
    const shorter = Math.max(shortestMicros, Math.round((windowMicros * full) / picture.events));
    picture = await countsAt(recording, middle, shorter, input);
  }
  throwIfAborted(signal);
  const [width, height] = fitSize(geometry.width, geometry.height, Math.max(1, input.width), Math.max(1, input.height));
  const small = downscaleCounts(picture.counts, geometry.width, geometry.height, width, height);
  const rgba = frameToRgba('perPolarityCount', small, eventPalettes.safe, autoLevels('perPolarityCount', small, 0.98));
  return { width, height, rgba: new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength), sparkline };
}

/** The first events of the chunk in the middle of the bytes, whenever they were: of a recording that is mostly silence. */
async function countsInMiddleChunk(recording: EventRecording, { accumulators, signal }: EventThumbnailInput): Promise<Counts> {
  const { width, height } = frameGeometry(recording);
  const reducer = new FrameReducer(recording.shared.kernels, accumulators, countWant(0, 1), width, height);
  let left = chunkEvents;
  try {
    const visit = (columns: EventColumns): void => {
      const taken = Math.min(left, columns.length);
      left -= taken;
      reducer.add(columns, 0, taken);
    };
    await recording.chunks.scan([recording.layout.chunkCount >> 1], visit, { signal });
  } catch (error) {
    reducer.abandon();
    throw error;
  }
  return countsOf(reducer);
}

async function countsAt(
  recording: EventRecording,
  middleMicros: number,
  lengthMicros: number,
  { accumulators, signal }: EventThumbnailInput,
): Promise<Counts> {
  const fromMicros = middleMicros - Math.round(lengthMicros / 2);
  const endMicros = fromMicros + lengthMicros;
  const { width, height } = frameGeometry(recording);
  const chunks = await recording.chunksOf(fromMicros, endMicros, { signal });
  const middle = Math.max(0, Math.floor((chunks.length - mostChunks) / 2));
  const reducer = new FrameReducer(recording.shared.kernels, accumulators, countWant(endMicros, lengthMicros), width, height);
  try {
    await recording.chunks.scan(
      chunks.slice(middle, middle + mostChunks),
      (columns) => {
        trimColumns(columns, isAscending(columns), fromMicros, endMicros, (run, from, to) => reducer.add(run, from, to));
      },
      { signal },
    );
  } catch (error) {
    reducer.abandon();
    throw error;
  }
  return countsOf(reducer);
}

/** Events of each polarity per pixel, and how many they are. */
interface Counts {
  readonly counts: Uint16Array;
  readonly events: number;
}

function countWant(endMicros: number, micros: number): FrameWant {
  return { endMicros, window: { kind: 'time', micros }, representation: 'perPolarityCount', tauMicros: 1, regions: [] };
}

function countsOf(reducer: FrameReducer): Counts {
  const { pixels, events } = reducer.finish();
  return { counts: pixels as Uint16Array, events };
}

async function sparklineOf(recording: EventRecording, range: RateRange, signal: AbortSignal | undefined): Promise<Float32Array> {
  const { findings } = recording;
  const { on, off } = findings === undefined ? await sampledCurve(recording, range, signal) : curveOfBins(findings.rate, range);
  return Float32Array.from(on, (count, i) => count + off[i]!);
}
