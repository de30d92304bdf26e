import * as v from 'valibot';
import { errorCodes } from '../base/errors.js';
import { representations } from '../events/frame-want.js';

/** Valibot schemas of the parts that messages share. Everything that crosses a seam is checked against these. */

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const micros = v.pipe(v.number(), v.safeInteger());
const name = v.pipe(v.string(), v.maxLength(4096));

export const primitives = { finite, count, micros, name } as const;

export const quantitySchema = v.object({
  value: finite,
  exactness: v.picklist(['exact', 'provisional', 'estimated']),
  growing: v.optional(v.boolean()),
});

export const errorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  path: v.optional(v.string()),
  advice: v.optional(v.string()),
});

export const noticeSchema = v.object({ code: v.string(), message: v.string() });

export const rectangleSchema = v.object({ x0: count, y0: count, x1: count, y1: count });

export const windowSchema = v.variant('kind', [
  v.object({ kind: v.literal('time'), micros: v.pipe(micros, v.minValue(1)) }),
  v.object({ kind: v.literal('count'), events: v.pipe(count, v.minValue(1)) }),
]);

export const frameWantSchema = v.object({
  endMicros: micros,
  window: windowSchema,
  representation: v.picklist(representations),
  tauMicros: v.pipe(finite, v.minValue(1)),
  regions: v.pipe(v.array(rectangleSchema), v.maxLength(16), v.readonly()),
  beside: v.optional(v.pipe(v.array(v.picklist(representations)), v.maxLength(representations.length - 1), v.readonly())),
});

const columnNames = v.array(v.picklist(['t', 'x', 'y', 'p', '-']));
const timeUnit = v.picklist(['s', 'ms', 'us', 'ns']);
const polarity = v.picklist(['01', 'signed']);

export const eventOpenOptionsSchema = v.object({
  geometry: v.optional(v.tuple([count, count])),
  columns: v.optional(v.pipe(columnNames, v.maxLength(64))),
  timeUnit: v.optional(timeUnit),
  polarity: v.optional(polarity),
  raw: v.optional(v.pipe(v.string(), v.maxLength(32))),
  dataset: v.optional(name),
});

export const eventFactsSchema = v.object({
  kind: v.literal('events'),
  format: v.string(),
  geometry: v.optional(
    v.object({ width: count, height: count, source: v.picklist(['header', 'sidecar', 'option', 'name', 'system', 'sampled', 'unknown']) }),
  ),
  events: quantitySchema,
  on: v.optional(quantitySchema),
  firstMicros: v.optional(quantitySchema),
  lastMicros: v.optional(quantitySchema),
  triggers: quantitySchema,
  timeBase: v.picklist(['recording', 'unix']),
  columns: v.optional(v.object({ order: columnNames, timeUnit, polarity, source: v.picklist(['header', 'option', 'guessed']) })),
  integrity: v.optional(
    v.object({ outOfRange: count, timeDecreases: count, wraps: count, droppedWords: count, unknownWords: count, truncatedBytes: count }),
  ),
  notices: v.array(noticeSchema),
});
