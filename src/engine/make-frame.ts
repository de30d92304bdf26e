import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { FrameAccumulators } from '../events/frame-accumulators.js';
import { FrameReducer, type ReducedFrame } from '../events/frame-reducer.js';
import type { FrameWant } from '../events/frame-want.js';
import { trimColumns, trimCount } from '../events/trim-columns.js';
import type { Geometry } from '../shapes/event-facts.js';
import type { DecodedChunk } from './decoded-chunk.js';
import type { EventRecording } from './event-recording.js';

/** Milliseconds by phase; reading overlaps, so that phases may add up to more than the time that passed. */
export interface FrameTiming {
  read: number;
  decode: number;
  accumulate: number;
}

/** A frame with what it shows and how far it can be trusted. */
export interface MadeFrame {
  readonly frame: ReducedFrame;
  /** `coarse`: of resident chunks only; `provisional`: all chunks, on the assumption that times ascend; else `exact`. */
  readonly quality: 'coarse' | 'provisional' | 'exact';
  /** Half-open window shown. */
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly timing: FrameTiming;
}

export interface MakeFrameOptions extends Abortable {
  /** Gets the frame as far as it got, now and then, while a long window is summed. */
  readonly onPartial?: (made: MadeFrame) => void;
}

/** Largest frame that is made, pixels. */
const largestFrame = 1 << 26;
/** Frames of more chunks pause between them, and let others have their turn. */
const chunksAtOnce = 8;
const sliceMillis = 8;
const partialMillis = 250;

/** The sensor a frame of this recording has. Errors: `unsupported` where nobody knows it, `too-large`. */
export function frameGeometry(recording: EventRecording): Geometry {
  const { geometry } = recording.facts;
  if (geometry === undefined || geometry.width === 0 || geometry.height === 0) {
    throw new FirstlightError('unsupported', 'The size of the sensor is not known', {
      path: recording.path,
      advice: 'Give it, as in --geometry 1280x720',
    });
  }
  if (geometry.width * geometry.height > largestFrame) {
    throw new FirstlightError('too-large', `A frame of ${geometry.width} × ${geometry.height} pixels`, {
      path: recording.path,
      advice: 'Give the size of the sensor, as in --geometry 1280x720',
    });
  }
  return geometry;
}

/** The frame as it is when every chunk that bears on it was read. Stops between chunks when the signal fires. */
export async function makeFrame(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  want: FrameWant,
  options: MakeFrameOptions = {},
): Promise<MadeFrame> {
  return want.window.kind === 'time'
    ? makeTimeFrame(recording, accumulators, want, want.window.micros, options)
    : makeCountFrame(recording, accumulators, want, want.window.events, options);
}

/** The same frame at once, where nothing has to be read for it; undefined otherwise. */
export function makeFrameAtOnce(recording: EventRecording, accumulators: FrameAccumulators, want: FrameWant): MadeFrame | undefined {
  if (want.window.kind !== 'time') return undefined;
  const fromMicros = want.endMicros - want.window.micros;
  const chunks = recording.chunksKnown(fromMicros, want.endMicros);
  if (chunks === undefined || chunks.length > chunksAtOnce || !chunks.every((chunk) => recording.chunks.isResident(chunk)))
    return undefined;
  return frameOfResident(recording, accumulators, want, fromMicros, chunks, finalQuality(recording));
}

/** A coarse frame of what is resident; undefined where nothing of the window is. */
export function makeCoarseFrame(recording: EventRecording, accumulators: FrameAccumulators, want: FrameWant): MadeFrame | undefined {
  if (want.window.kind !== 'time') return undefined;
  const fromMicros = want.endMicros - want.window.micros;
  const chunks = recording.times.knownOf(fromMicros, want.endMicros).filter((chunk) => recording.chunks.isResident(chunk));
  if (chunks.length === 0) return undefined;
  return frameOfResident(recording, accumulators, want, fromMicros, chunks.slice(-4 * chunksAtOnce), 'coarse');
}

function frameOfResident(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  want: FrameWant,
  fromMicros: number,
  chunks: readonly number[],
  quality: MadeFrame['quality'],
): MadeFrame {
  const { clock } = recording.shared.ports;
  const start = clock.now();
  const { width, height } = frameGeometry(recording);
  const reducer = new FrameReducer(recording.shared.kernels, accumulators, want, width, height);
  for (const chunk of chunks) {
    const held = recording.chunks.peek(chunk);
    if (held === undefined) continue;
    addWindow(reducer, held.value, fromMicros, want.endMicros);
    held.release();
  }
  const frame = reducer.finish();
  return { frame, quality, fromMicros, toMicros: want.endMicros, timing: { read: 0, decode: 0, accumulate: clock.now() - start } };
}

async function makeTimeFrame(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  want: FrameWant,
  windowMicros: number,
  options: MakeFrameOptions,
): Promise<MadeFrame> {
  const fromMicros = want.endMicros - windowMicros;
  const begun = new FrameInProgress(recording, accumulators, want, options);
  const chunks = await begun.reading(() => recording.chunksOf(fromMicros, want.endMicros, options));
  const frame = await begun.reduce(chunks, (reducer, chunk) => addWindow(reducer, chunk, fromMicros, want.endMicros));
  return { frame, quality: finalQuality(recording), fromMicros, toMicros: want.endMicros, timing: begun.timing };
}

/** Walks back chunk by chunk until enough events are found (without decoding where their number is known), then sums. */
async function makeCountFrame(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  want: FrameWant,
  wantedEvents: number,
  options: MakeFrameOptions,
): Promise<MadeFrame> {
  const { endMicros } = want;
  const begun = new FrameInProgress(recording, accumulators, want, options);
  const last = await begun.reading(() => recording.lastChunkBefore(endMicros, options));
  let missing = wantedEvents;
  let first = (last ?? -1) + 1;
  while (missing > 0 && first > 0) {
    first -= 1;
    missing -= await begun.reading(() => eventsBefore(recording, first, endMicros, options));
  }
  const skip = Math.max(0, -missing);
  const chunks = Array.from({ length: (last ?? -1) + 1 - first }, (_, i) => first + i);
  const frame = await begun.reduce(chunks, (reducer, { chunk, runs }) => {
    let toSkip = chunk === first ? skip : 0;
    for (const { columns, ascending } of runs) {
      const passed = trimCount(columns, ascending, endMicros, toSkip, (run, from, to) => reducer.add(run, from, to));
      toSkip = Math.max(0, toSkip - passed);
    }
  });
  const fromMicros = Number.isNaN(frame.firstMicros) ? endMicros : frame.firstMicros;
  return { frame, quality: finalQuality(recording), fromMicros, toMicros: endMicros, timing: begun.timing };
}

async function eventsBefore(recording: EventRecording, chunk: number, endMicros: number, options: Abortable): Promise<number> {
  const events = recording.times.eventsOf(chunk);
  const times = recording.times.timesOf(chunk);
  if (events !== undefined && (events === 0 || (times !== undefined && times.maxMicros < endMicros))) return events;
  const lease = recording.chunks.request(chunk, 'visible', options);
  try {
    const { runs } = await lease.value;
    return runs.reduce((sum, { columns, ascending }) => sum + trimColumns(columns, ascending, Number.NEGATIVE_INFINITY, endMicros), 0);
  } finally {
    lease.release();
  }
}

/** One frame on its way: its reducer, its timing, its slices. */
class FrameInProgress {
  readonly timing: FrameTiming = { read: 0, decode: 0, accumulate: 0 };
  readonly #recording: EventRecording;
  readonly #accumulators: FrameAccumulators;
  readonly #want: FrameWant;
  readonly #options: MakeFrameOptions;
  readonly #beginMillis: number;
  #plannedMillis = 0;

  constructor(recording: EventRecording, accumulators: FrameAccumulators, want: FrameWant, options: MakeFrameOptions) {
    this.#recording = recording;
    this.#accumulators = accumulators;
    this.#want = want;
    this.#options = options;
    this.#beginMillis = recording.shared.ports.clock.now();
  }

  async reading<Result>(work: () => Promise<Result>): Promise<Result> {
    const { clock } = this.#recording.shared.ports;
    const start = clock.now();
    const result = await work();
    this.timing.read += clock.now() - start;
    this.#plannedMillis = clock.now();
    return result;
  }

  /** What a chunk took that was loaded for this frame; decoding while it was planned is not reading. */
  #addLoading({ loadedMillis, readMillis, decodeMillis }: DecodedChunk): void {
    if (loadedMillis < this.#beginMillis) return;
    this.timing.decode += decodeMillis;
    this.timing.read += loadedMillis <= this.#plannedMillis ? -decodeMillis : readMillis;
    this.timing.read = Math.max(0, this.timing.read);
  }

  #showPartial(reducer: FrameReducer): void {
    const { endMicros, window } = this.#want;
    const frame = reducer.glance();
    const fromMicros = window.kind === 'time' ? endMicros - window.micros : frame.firstMicros;
    this.#options.onPartial?.({ frame, quality: 'coarse', fromMicros, toMicros: endMicros, timing: { ...this.timing } });
  }

  async reduce(chunks: readonly number[], add: (reducer: FrameReducer, chunk: DecodedChunk) => void): Promise<ReducedFrame> {
    const recording = this.#recording;
    const { clock } = recording.shared.ports;
    throwIfAborted(this.#options.signal);
    const { width, height } = frameGeometry(recording);
    const reducer = new FrameReducer(recording.shared.kernels, this.#accumulators, this.#want, width, height);
    let sliceStart = clock.now();
    let partialMade = sliceStart;
    try {
      for await (const chunk of recording.chunks.walk(chunks, this.#options)) {
        this.#addLoading(chunk);
        const start = clock.now();
        add(reducer, chunk);
        this.timing.accumulate += clock.now() - start;
        if (clock.now() - sliceStart < sliceMillis) continue;
        if (clock.now() - partialMade >= partialMillis && chunk.chunk !== chunks.at(-1)) {
          this.#showPartial(reducer);
          partialMade = clock.now();
        }
        await clock.turn();
        sliceStart = clock.now();
      }
    } catch (error) {
      reducer.abandon();
      throw error;
    }
    const start = clock.now();
    const frame = reducer.finish();
    this.timing.accumulate += clock.now() - start;
    return frame;
  }
}

function addWindow(reducer: FrameReducer, { runs }: DecodedChunk, fromMicros: number, toMicros: number): void {
  for (const { columns, ascending } of runs) {
    trimColumns(columns, ascending, fromMicros, toMicros, (run, from, to) => reducer.add(run, from, to));
  }
}

/** How far what was made of all chunks of a window can be trusted: until everything was read, times are assumed to ascend from chunk to chunk. */
export function finalQuality(recording: EventRecording): 'provisional' | 'exact' {
  return recording.times.complete || recording.times.chunkCount === 1 ? 'exact' : 'provisional';
}
