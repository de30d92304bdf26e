import * as v from 'valibot';
import { errorSchema, eventFactsSchema, libraryEntrySchema, primitives } from './schemas.js';

const { count, finite, micros, name } = primitives;
const bytes = v.instance(Uint8Array);

/**
 * How good a picture or curve is. `coarse`: made of what was resident; `sampled`: of a part; better ones follow.
 * `provisional`: of everything, on the assumption that times ascend and clocks wrapped as they seem to; it is the last
 * answer until the recording was surveyed, when an `exact` one follows by itself.
 */
const quality = v.picklist(['coarse', 'sampled', 'provisional', 'exact']);

/** What a host says to a viewer. Typed arrays travel as raw buffers beside the head and are *given* to the receiver. */
export const answerSchema = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    protocol: v.literal(1),
    /** Where the engine runs, for the status line. */
    place: v.picklist(['server', 'tab', 'process']),
    /** Title of the opened root: a folder's name, never its path. */
    title: v.string(),
    budgetBytes: count,
    warm: v.boolean(),
    kernels: v.string(),
  }),
  v.object({ type: v.literal('entries'), request: count, entries: v.array(libraryEntrySchema), done: v.boolean() }),
  v.object({
    type: v.literal('facts'),
    request: count,
    recording: name,
    fingerprint: v.string(),
    facts: eventFactsSchema,
    byteLength: count,
  }),
  v.object({
    type: v.literal('thumbnail'),
    request: count,
    recording: name,
    width: count,
    height: count,
    /** RGBA, row-major. */
    rgba: bytes,
    /** Event counts in equal bins over the recording. */
    sparkline: v.instance(Float32Array),
    facts: eventFactsSchema,
  }),
  v.object({
    type: v.literal('frame'),
    view: count,
    revision: count,
    recording: name,
    quality,
    representation: v.picklist(['polarity', 'signedCount', 'perPolarityCount', 'timeSurface']),
    width: count,
    height: count,
    /** Half-open window shown, microseconds. */
    fromMicros: micros,
    toMicros: micros,
    events: count,
    on: count,
    /** Least and greatest pixel value, for auto-range. */
    least: finite,
    greatest: finite,
    /** Counts (ON, OFF) in each wanted region. */
    regions: v.array(v.tuple([count, count])),
    /** While playing: windows never shown because strides are shorter than a display frame, and windows due but not ready. */
    skipped: count,
    dropped: count,
    playing: v.boolean(),
    /** Milliseconds the host spent, by phase. */
    timing: v.object({ read: finite, decode: finite, accumulate: finite }),
    /** Layout as `FramePixels` says for the representation. */
    pixels: v.union([v.instance(Uint8Array), v.instance(Int16Array), v.instance(Uint16Array)]),
  }),
  /** Playing came to an end (no loop) or was stopped by an error. */
  v.object({ type: v.literal('stopped'), view: count, revision: count, micros }),
  v.object({
    type: v.literal('rate'),
    request: count,
    quality,
    /** Where the bins start and how wide they are: aligned to what was counted, so they may be wider than asked for. */
    fromMicros: micros,
    binMicros: finite,
    /** Events per bin; NaN where nothing is known yet. */
    on: v.instance(Float32Array),
    off: v.instance(Float32Array),
    final: v.boolean(),
  }),
  v.object({
    type: v.literal('triggers'),
    request: count,
    micros: v.instance(Float64Array),
    id: v.instance(Uint8Array),
    edge: v.instance(Uint8Array),
    final: v.boolean(),
  }),
  v.object({ type: v.literal('survey'), request: count, recording: name, bytesRead: count, bytesTotal: count, final: v.boolean() }),
  v.object({ type: v.literal('chunk'), request: count, key: name, bytes }),
  /** At most four a second, and when something changed. */
  v.object({
    type: v.literal('status'),
    usedBytes: count,
    budgetBytes: count,
    readBytesPerSecond: finite,
    /** Names of recordings that were read ahead. */
    warmed: v.array(v.string()),
    working: v.array(v.object({ recording: name, what: v.picklist(['index', 'curve', 'thumbnail']), done: finite })),
  }),
  v.object({
    type: v.literal('error'),
    request: v.optional(count),
    view: v.optional(count),
    revision: v.optional(count),
    error: errorSchema,
  }),
]);

export type Answer = v.InferOutput<typeof answerSchema>;
export type AnswerOf<Type extends Answer['type']> = Extract<Answer, { type: Type }>;
