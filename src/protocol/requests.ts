import * as v from 'valibot';
import { frameWantSchema, openOptionsSchema, primitives, rectangleSchema } from './schemas.js';

const { count, finite, micros, name } = primitives;
const request = count;
const recording = name;

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
  /** One frame: answers `frame`, coarse ones first where the exact one needs reading. Replaces the view's last want. */
  v.object({ type: v.literal('view'), view: count, revision: count, recording, want: frameWantSchema }),
  /**
   * Plays from `want.endMicros` on: a stream of `frame` answers paced by the host's clock and the viewer's credits, until
   * the view's next `view`, `play` or `cancel`. Strides of 0 follow the display. Speed may be negative (reverse).
   */
  v.object({
    type: v.literal('play'),
    view: count,
    revision: count,
    recording,
    want: frameWantSchema,
    speed: finite,
    strideMicros: count,
    loop: v.optional(v.object({ fromMicros: micros, toMicros: micros })),
    displayHz: v.pipe(finite, v.minValue(1), v.maxValue(1000)),
  }),
  /** Frames of the view presented since the last credit. A view starts with two. */
  v.object({ type: v.literal('credit'), view: count, frames: count }),
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
  /** Triggers of the whole recording, as known so far: `triggers` answers, the last with `final`. */
  v.object({ type: v.literal('triggers'), request, recording }),
  /** Reads everything: index, integrity, exact curve. Progress comes as `survey` answers. Runs by itself where bytes are near. */
  v.object({ type: v.literal('survey'), request, recording }),
  /** Immutable derived bytes by key (`fingerprint/key`), for hosts without HTTP: one `chunk` answer. */
  v.object({ type: v.literal('chunk'), request, recording, key: name }),
  /** Stops the work of a request, down to the read. No answer. */
  v.object({ type: v.literal('cancel'), request: v.optional(count), view: v.optional(count) }),
  /** Memory for caches and frames, bytes; and whether likely next recordings are read ahead. */
  v.object({ type: v.literal('setBudget'), bytes: v.optional(count), warm: v.optional(v.boolean()) }),
]);

export type Request = v.InferOutput<typeof requestSchema>;
export type RequestOf<Type extends Request['type']> = Extract<Request, { type: Type }>;
