import * as v from 'valibot';
import { columnWantSchema, selectionWantSchema } from './cell-schemas.js';
import { planeWantSchema, traceWantSchema } from './plane-schemas.js';
import { openOptionsSchema } from './recording-schemas.js';
import { frameWantSchema, primitives, rectangleSchema } from './schemas.js';

const { count, finite, micros, name } = primitives;
const request = count;
const recording = name;

/** What a view shows: the events of a window, or one plane of a stack. Maps are drawn by the viewer, from columns. */
const eventsWantSchema = v.object({ kind: v.literal('events'), ...frameWantSchema.entries });
const viewPlaneSchema = v.object({ kind: v.literal('plane'), ...planeWantSchema.entries });
const viewWantSchema = v.variant('kind', [eventsWantSchema, viewPlaneSchema]);

/**
 * What a viewer says to a host. `request` numbers are the viewer's own, one per question; a view keeps one `view` number
 * for its life and raises `revision` with every change, so that late answers can be told and dropped.
 */
export const requestSchema = v.variant('type', [
  /** First message: the version spoken. The host answers `welcome`. */
  v.object({ type: v.literal('hello'), protocol: v.literal(1) }),
  /** The recordings of the opened roots: `entries` answers, the last with `done`; later changes follow by themselves. */
  v.object({ type: v.literal('list'), request }),
  /** Opens a recording (again, with other `options`) and answers `facts`, now and whenever more is known, until `cancel`. */
  v.object({ type: v.literal('describe'), request, recording, options: v.optional(openOptionsSchema) }),
  /** A small picture and a sparkline: one `thumbnail` answer. */
  v.object({ type: v.literal('thumbnail'), request, recording, width: count, height: count }),
  /**
   * One frame or plane: answers `frame` or `plane`, coarse ones first where the exact one needs reading. Replaces the view's
   * last want. Where a frame has others beside it, it may come ahead of them, by itself.
   */
  v.object({ type: v.literal('view'), view: count, revision: count, recording, want: viewWantSchema }),
  /**
   * Plays from `want.endMicros` on: a stream of `frame` answers paced by the host's clock and the viewer's credits, until
   * the view's next `view`, `play` or `cancel`. Strides of 0 follow the display. Speed may be negative (reverse).
   */
  v.object({
    type: v.literal('play'),
    view: count,
    revision: count,
    recording,
    want: eventsWantSchema,
    speed: finite,
    strideMicros: count,
    loop: v.optional(v.object({ fromMicros: micros, toMicros: micros })),
    displayHz: v.pipe(finite, v.minValue(1), v.maxValue(1000)),
  }),
  /**
   * Plays planes from the place of `want` on along its axis: `plane` answers, as `play` does. Frames a second may be negative
   * (reverse). `loop` is of places along the axis, both included.
   */
  v.object({
    type: v.literal('playPlanes'),
    view: count,
    revision: count,
    recording,
    want: viewPlaneSchema,
    framesPerSecond: finite,
    loop: v.optional(v.object({ first: count, last: count })),
    displayHz: v.pipe(finite, v.minValue(1), v.maxValue(1000)),
  }),
  /**
   * Frames of a view presented, or parts of the answer to a request taken, since the last credit. A view starts with two, a
   * request that is answered in many parts (`points`) with eight: the host waits before it sends more.
   */
  v.object({ type: v.literal('credit'), view: v.optional(count), request: v.optional(count), frames: count }),
  /** Event rate over time, `bins` bins, whole frame or one rectangle: `rate` answers, coarse first, the last with `final`. */
  v.object({
    type: v.literal('rate'),
    request,
    recording,
    fromMicros: micros,
    toMicros: micros,
    bins: v.pipe(count, v.minValue(1), v.maxValue(16384)),
    region: v.optional(rectangleSchema),
  }),
  /** What happened at one pixel of the sensor in a half-open window: one `pixel` answer. */
  v.object({ type: v.literal('pixel'), request, recording, x: count, y: count, fromMicros: micros, toMicros: micros }),
  /** Triggers of the whole recording, as known so far: `triggers` answers, the last with `final`. */
  v.object({ type: v.literal('triggers'), request, recording }),
  /** Reads everything: index, integrity, exact curve. Progress comes as `survey` answers. Runs by itself where bytes are near. */
  v.object({ type: v.literal('survey'), request, recording }),
  /** Statistics of a shape over a range of planes: `trace` answers, coarse first, the last with `final`. */
  v.object({ type: v.literal('trace'), request, recording, want: traceWantSchema }),
  /** What showing, playing or reducing takes in memory, before it is tried: one `estimate` answer. */
  v.object({ type: v.literal('estimate'), request, recording, want: planeWantSchema }),
  /** Coordinates of all cells: `points` answers, first samples, each better than the one before, then all in order; the last with `final`. Each but the last is paid back with `credit`. */
  v.object({ type: v.literal('points'), request, recording, embedding: name }),
  /** The values of all cells in one column: one `column` answer, after `progress` where it takes long. */
  v.object({ type: v.literal('column'), request, recording, column: columnWantSchema }),
  /** Genes whose name or other identifiers hold `text`, best first: one `genes` answer. */
  v.object({
    type: v.literal('genes'),
    request,
    recording,
    matrix: v.optional(name),
    text: v.pipe(v.string(), v.maxLength(200)),
    limit: v.pipe(count, v.minValue(1), v.maxValue(1000)),
  }),
  /** Has the column index of a matrix built, or goes on with it: `progress` until it is there, then `facts`. */
  v.object({ type: v.literal('indexGenes'), request, recording, matrix: name }),
  /** Which cells are visible and selected, and what the selection consists of: `selection` answers, the last with `final`. */
  v.object({ type: v.literal('select'), request, recording, want: selectionWantSchema }),
  /** Places and names of the selected cells, in order, a few at a time: `cells` answers, the last with `final`. */
  v.object({ type: v.literal('cells'), request, recording, want: selectionWantSchema }),
  /** Everything known of one cell: one `cell` answer. */
  v.object({ type: v.literal('cell'), request, recording, index: count }),
  /** Immutable derived bytes by key (`fingerprint/key`), for hosts without HTTP: one `chunk` answer. */
  v.object({ type: v.literal('chunk'), request, recording, key: name }),
  /** Stops the work of a request, down to the read. No answer. */
  v.object({ type: v.literal('cancel'), request: v.optional(count), view: v.optional(count) }),
  /** Memory for caches and frames, bytes; and whether likely next recordings are read ahead. */
  v.object({ type: v.literal('setBudget'), bytes: v.optional(count), warm: v.optional(v.boolean()) }),
]);

export type Request = v.InferOutput<typeof requestSchema>;
export type RequestOf<Type extends Request['type']> = Extract<Request, { type: Type }>;
