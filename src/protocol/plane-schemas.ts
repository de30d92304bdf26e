import * as v from 'valibot';
import { sampleTypes } from '../shapes/plane-samples.js';
import { reductions, seriesAxes } from '../stacks/plane-want.js';
import { noticeSchema, primitives, quantitySchema } from './schemas.js';

/** Valibot schemas of what is said about stacks. The types they check are those of `shapes/plane-facts.ts` and `stacks/plane-want.ts`. */

const { count, finite, name } = primitives;

const axisName = v.picklist(['T', 'C', 'Z', 'Y', 'X', 'S']);
const pixelSizeSchema = v.object({ x: finite, y: finite, z: v.optional(finite), unit: name });

export const planeOpenOptionsSchema = v.object({
  raw: v.optional(v.pipe(v.string(), v.maxLength(32))),
  shape: v.optional(v.pipe(v.array(count), v.maxLength(6))),
  headerBytes: v.optional(count),
  axes: v.optional(v.pipe(v.array(axisName), v.maxLength(6))),
  pixelSize: v.optional(pixelSizeSchema),
  frameIntervalSeconds: v.optional(v.pipe(finite, v.minValue(0))),
});

export const planeFactsSchema = v.object({
  kind: v.literal('stack'),
  format: v.string(),
  frames: quantitySchema,
  height: count,
  width: count,
  channels: count,
  dtype: v.picklist(sampleTypes),
  byteOrder: v.picklist(['little', 'big']),
  axes: v.array(v.object({ name: axisName, size: quantitySchema })),
  photometric: v.picklist(['grey', 'white-is-zero', 'rgb', 'palette', 'other']),
  palette: v.optional(v.instance(Uint16Array)),
  pixelSize: v.optional(pixelSizeSchema),
  frameIntervalSeconds: v.optional(finite),
  valueCalibration: v.optional(v.object({ offset: finite, slope: finite, unit: v.optional(v.string()) })),
  integrity: v.optional(v.object({ truncatedBytes: count, brokenFrames: count })),
  notices: v.array(noticeSchema),
});

const rangeEntries = { first: count, last: count } as const;
export const planeRectangleSchema = v.object({ x0: count, y0: count, x1: count, y1: count });
const shapeSchema = v.object({ kind: v.picklist(['rectangle', 'ellipse']), ...planeRectangleSchema.entries });
const amount = v.pipe(finite, v.minValue(0), v.maxValue(1));

const chainReferenceSchema = v.variant('kind', [
  v.object({ kind: v.literal('range'), of: v.picklist(reductions), ...rangeEntries }),
  v.object({ kind: v.literal('file'), recording: name }),
  v.object({
    kind: v.literal('sliding'),
    planes: v.pipe(count, v.minValue(1)),
    placement: v.picklist(['trailing', 'centred', 'leading']),
    gap: count,
  }),
]);

const chainStepSchema = v.variant('kind', [
  v.object({ kind: v.literal('subtract'), by: chainReferenceSchema, amount }),
  v.object({ kind: v.literal('divide'), by: chainReferenceSchema, amount }),
  v.object({ kind: v.literal('crop'), rectangle: planeRectangleSchema }),
  v.object({ kind: v.literal('mask'), shape: shapeSchema, inverted: v.boolean() }),
  v.object({ kind: v.literal('maskFile'), recording: name }),
  v.object({ kind: v.literal('flipX') }),
  v.object({ kind: v.literal('flipY') }),
  v.object({ kind: v.literal('rotate') }),
]);

export const placeSchema = v.object({ t: count, c: count, z: count });

const seriesEntries = {
  place: placeSchema,
  axis: v.picklist(seriesAxes),
  chain: v.pipe(v.array(chainStepSchema), v.maxLength(32), v.readonly()),
} as const;

export const planeWantSchema = v.object({
  ...seriesEntries,
  reduction: v.optional(v.object({ of: v.picklist(reductions), ...rangeEntries })),
});

export const traceWantSchema = v.object({ ...seriesEntries, ...rangeEntries, shape: v.optional(shapeSchema) });
