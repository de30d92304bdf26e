import * as v from 'valibot';
import { representations } from '../events/frame-want.js';
import { sampleTypes } from '../shapes/plane-samples.js';
import { compositionSchema } from './cell-schemas.js';
import { placeSchema } from './plane-schemas.js';
import { factsSchema, libraryEntrySchema } from './recording-schemas.js';
import { errorSchema, primitives } from './schemas.js';

const { count, finite, micros, name } = primitives;
const bytes = v.instance(Uint8Array);

/** Samples of planes at their own depth; see `SampleArray`. */
const samples = v.union([
  v.instance(Uint8Array),
  v.instance(Int8Array),
  v.instance(Uint16Array),
  v.instance(Int16Array),
  v.instance(Uint32Array),
  v.instance(Int32Array),
  v.instance(BigUint64Array),
  v.instance(BigInt64Array),
  v.instance(Float32Array),
  v.instance(Float64Array),
]);

/**
 * How good a picture or curve is. `coarse`: made of what was resident; `sampled`: of a part; better ones follow.
 * `provisional`: of everything, on the assumption that times ascend and clocks wrapped as they seem to; it is the last
 * answer until the recording was surveyed, when an `exact` one follows by itself.
 */
const quality = v.picklist(['coarse', 'sampled', 'provisional', 'exact']);

/** A picture of events. */
const framePixels = {
  representation: v.picklist(representations),
  /** Least and greatest pixel value, for auto-range. */
  least: finite,
  greatest: finite,
  /** Layout as `FramePixels` says for the representation. */
  pixels: v.union([v.instance(Uint8Array), v.instance(Int16Array), v.instance(Uint16Array)]),
};

/** One event of a pixel. */
const pixelEvent = v.object({ micros, polarity: v.picklist([0, 1]) });

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
  v.object({
    type: v.literal('entries'),
    request: count,
    entries: v.array(libraryEntrySchema),
    /** Recordings that are no longer there; only after `done`. */
    removed: v.optional(v.array(name)),
    done: v.boolean(),
  }),
  v.object({
    type: v.literal('facts'),
    request: count,
    recording: name,
    fingerprint: v.string(),
    facts: factsSchema,
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
    /** In equal bins over the recording: event counts of events, means of planes; empty of tables. */
    sparkline: v.instance(Float32Array),
    facts: factsSchema,
  }),
  v.object({
    type: v.literal('frame'),
    view: count,
    revision: count,
    recording: name,
    quality,
    width: count,
    height: count,
    /** Half-open window shown, microseconds. */
    fromMicros: micros,
    toMicros: micros,
    events: count,
    on: count,
    /** Counts (ON, OFF) in each wanted region. */
    regions: v.array(v.tuple([count, count])),
    /** While playing: windows never shown because strides are shorter than a display frame, and windows due but not ready. */
    skipped: count,
    dropped: count,
    playing: v.boolean(),
    /** Milliseconds the host spent, by phase. */
    timing: v.object({ read: finite, decode: finite, accumulate: finite }),
    ...framePixels,
    /**
     * The other pictures that were wanted of the same window, in the order wanted. All of them while playing and in the last
     * answer; one sent ahead of them may come without.
     */
    beside: v.optional(v.array(v.object(framePixels))),
  }),
  /** Playing came to an end (no loop) or was stopped by an error. */
  v.object({
    type: v.literal('stopped'),
    view: count,
    revision: count,
    /** Microseconds, or the place along the axis that played. */
    at: micros,
  }),
  /** One plane, or reduction of planes, after the chain. */
  v.object({
    type: v.literal('plane'),
    view: count,
    revision: count,
    recording: name,
    /** `coarse`: another plane (`place` says which) or one with fewer pixels; `sampled`: a reduction of some of the planes. */
    quality,
    /** What is shown, which may not yet be what was wanted. */
    place: placeSchema,
    /** Pixels of what the chain makes; `width` × `height` of them came, one for each square of `reducedBy`. */
    fullWidth: count,
    fullHeight: count,
    reducedBy: count,
    width: count,
    height: count,
    channels: count,
    dtype: v.picklist(sampleTypes),
    /** height × width × channels: as stored while nothing is done to them, else float32. */
    samples,
    /** Of finite samples; null where there is none. */
    least: v.nullable(finite),
    greatest: v.nullable(finite),
    notFinite: count,
    /** Counts of finite samples in equal bins from `from` to `to`, the last bin closed. */
    histogram: v.object({ from: finite, to: finite, counts: v.instance(Uint32Array) }),
    /** The file it comes from, where a stack has many. */
    file: v.optional(name),
    /** Why it is not whole. */
    damage: v.optional(errorSchema),
    /** How much of a reduction went in. */
    planes: v.optional(v.object({ done: count, total: count })),
    /** Why steps of the chain were left out, a sentence each. */
    notes: v.optional(v.array(v.string())),
    skipped: count,
    dropped: count,
    playing: v.boolean(),
    timing: v.object({ read: finite, decode: finite, compute: finite }),
  }),
  /** Statistics in a shape, one number a plane; NaN where nothing is known yet or nothing is finite. */
  v.object({
    type: v.literal('trace'),
    request: count,
    quality,
    /** The place of the first number. */
    first: count,
    mean: v.instance(Float64Array),
    least: v.instance(Float64Array),
    greatest: v.instance(Float64Array),
    deviation: v.instance(Float64Array),
    /** Planes that are known. */
    done: count,
    final: v.boolean(),
  }),
  v.object({
    type: v.literal('estimate'),
    request: count,
    /** Bytes that the wanted takes at once: planes, references, windows, sums. */
    bytes: count,
    /** Bytes that are read for it. */
    readBytes: count,
    budgetBytes: count,
    fits: v.boolean(),
  }),
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
    type: v.literal('pixel'),
    request: count,
    x: count,
    y: count,
    /** Events of each polarity. */
    on: count,
    off: count,
    /** The earliest and the latest, where there is one. */
    first: v.optional(pixelEvent),
    last: v.optional(pixelEvent),
    quality,
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
  /**
   * Coordinates, `dims` for each cell, NaN where a cell has none. A `sample` names its cells, spread evenly over the map; a `run`
   * holds the cells from `from` on. The last is `final`.
   */
  v.object({
    type: v.literal('points'),
    request: count,
    embedding: name,
    dims: count,
    cells: count,
    part: v.variant('kind', [
      v.object({ kind: v.literal('sample'), cells: v.instance(Uint32Array) }),
      v.object({ kind: v.literal('run'), from: count }),
    ]),
    coordinates: v.instance(Float32Array),
    /** Least and greatest finite coordinate of each dimension: least first, then greatest. Of all cells. */
    bounds: v.instance(Float64Array),
    /** Cells without a whole coordinate. */
    missing: count,
    final: v.boolean(),
  }),
  v.object({
    type: v.literal('column'),
    request: count,
    name,
    column: v.variant('kind', [
      v.object({
        kind: v.literal('categories'),
        names: v.array(v.string()),
        /** CSS colours that the file has for the categories; as many as names. */
        colors: v.optional(v.array(v.string())),
        ordered: v.boolean(),
        /** Place in `names`; `names.length` where a cell has none. */
        codes: v.union([v.instance(Uint8Array), v.instance(Uint16Array), v.instance(Uint32Array)]),
        /** Cells of each code, those without one last. */
        counts: v.instance(Uint32Array),
      }),
      v.object({
        kind: v.literal('numbers'),
        /** NaN where a cell has none. */
        values: v.instance(Float32Array),
        least: v.nullable(finite),
        greatest: v.nullable(finite),
        missing: count,
        /** Values at 0, 0.1, … 100 percent of the finite ones; empty where there is none. */
        percentiles: v.instance(Float32Array),
        /** Of a gene: the matrix it is from, and how many values were rounded to fit 32 bits. */
        matrix: v.optional(name),
        rounded: v.optional(count),
      }),
    ]),
  }),
  v.object({
    type: v.literal('genes'),
    request: count,
    matrix: name,
    genes: v.array(
      v.object({ name, index: count, /** The identifier that was found, where it is another. */ found: v.optional(v.string()) }),
    ),
    /** How many there are in all. */
    total: count,
  }),
  v.object({
    type: v.literal('selection'),
    request: count,
    /** A bit a cell, lowest first; absent where all are visible, where none is selected. */
    visible: v.optional(bytes),
    selected: v.optional(bytes),
    visibleCount: count,
    selectedCount: count,
    composition: v.array(compositionSchema),
    final: v.boolean(),
  }),
  v.object({ type: v.literal('cells'), request: count, indexes: v.instance(Uint32Array), names: v.array(v.string()), final: v.boolean() }),
  v.object({
    type: v.literal('cell'),
    request: count,
    index: count,
    name: v.string(),
    values: v.array(v.object({ column: name, text: v.string() })),
  }),
  /** How far the work of a question is. */
  v.object({
    type: v.literal('progress'),
    request: count,
    what: v.picklist(['reading', 'scanning', 'indexing']),
    done: finite,
    total: finite,
    unit: v.picklist(['bytes', 'cells', 'planes']),
  }),
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
