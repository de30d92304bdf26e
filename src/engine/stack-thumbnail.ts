import { type Abortable, throwIfAborted } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { TypedSamples } from '../kernels/plane-kernels.js';
import { downscaleRgba, fitSize } from '../picture/downscale.js';
import { planeInk } from '../picture/plane-table.js';
import { planeToRgba } from '../picture/plane-to-rgba.js';
import { fullLevels, type ValueLevels, type ValueSpread, valueAtShare } from '../picture/value-levels.js';
import { samplesPerPlane } from '../shapes/plane-facts.js';
import { sampleBytes } from '../shapes/plane-samples.js';
import { measurePlane } from '../stacks/plane-histogram.js';
import type { EngineShared } from './engine-shared.js';
import type { KeepableStack } from './given-planes.js';
import type { SmallPicture } from './small-picture.js';

export interface StackThumbnailInput extends Abortable {
  /** Largest size of the picture. */
  readonly width: number;
  readonly height: number;
  readonly shared: EngineShared;
}

const histogramBins = 1024;
/** Shares of the values that the levels leave below and do not pass. */
const darkShare = 0.01;
const brightShare = 0.995;
const sparklinePlanes = 64;
/** Fewer points make no curve. */
const leastPlanes = 8;
/** Bytes that are read for the curve where whole planes have to be read. */
const curveBytes = 24 << 20;
/** Pixels on a side of the planes that the curve is made of, about. */
const curvePixels = 96;

/** A plane as it is drawn: fewer pixels than the stack's where it is large. */
interface SmallPlane extends TypedSamples {
  readonly width: number;
  readonly height: number;
}

/** A picture of the plane in the middle of a stack, and the means of planes spread evenly over it, where these cost little. */
export async function makeStackThumbnail(stack: KeepableStack, input: StackThumbnailInput): Promise<SmallPicture> {
  const { shared, signal } = input;
  const { facts } = stack;
  const [width, height] = fitSize(facts.width, facts.height, Math.max(1, input.width), Math.max(1, input.height));
  // Twice the size in each direction is averaged over: enough for a smooth picture.
  const reducedBy = Math.max(1, Math.floor(Math.min(facts.width / width, facts.height / height) / 2));
  const plane = nearZero(await middlePlane(stack, reducedBy, shared, signal));
  const values = measurePlane(shared.kernels, plane, histogramBins);
  const ink = planeInk(facts, 'grey', true, values, facts.channels >= 3 && facts.dtype === 'uint8' ? undefined : levelsOf(values));
  const rgba = planeToRgba({ samples: plane.samples, dtype: plane.type, channels: facts.channels }, ink);
  const sparkline = await curveOf(stack, shared, signal);
  return { width, height, rgba: downscaleRgba(rgba, plane.width, plane.height, width, height), sparkline };
}

function levelsOf(values: ValueSpread): ValueLevels {
  const lo = valueAtShare(values, darkShare);
  const hi = valueAtShare(values, brightShare);
  return hi > lo ? { lo, hi } : fullLevels(values);
}

/** The plane in the middle; looking for it may tell that there are fewer planes than were taken for granted. */
async function middlePlane(
  stack: KeepableStack,
  reducedBy: number,
  shared: EngineShared,
  signal: AbortSignal | undefined,
): Promise<SmallPlane> {
  const { value } = stack.facts.frames;
  try {
    return await smallPlane(stack, value >> 1, reducedBy, shared, signal);
  } catch (error) {
    if (toFirstlightError(error).code !== 'out-of-range' || stack.facts.frames.value >= value) throw error;
    return middlePlane(stack, reducedBy, shared, signal);
  }
}

async function smallPlane(
  stack: KeepableStack,
  index: number,
  reducedBy: number,
  { planes }: EngineShared,
  signal: AbortSignal | undefined,
): Promise<SmallPlane> {
  const { width, height, channels, dtype } = stack.facts;
  const held = planes.of(stack).peek(index);
  try {
    if (held === undefined && reducedBy > 1) {
      const reduced = await stack.reduced?.(index, reducedBy, { signal });
      if (reduced !== undefined) {
        return { samples: reduced.samples, type: dtype, width: Math.ceil(width / reducedBy), height: Math.ceil(height / reducedBy) };
      }
    }
    const { samples } = held?.plane ?? (await stack.plane(index, { signal }));
    return thinned({ samples, type: dtype, width, height }, channels, reducedBy);
  } finally {
    held?.release();
  }
}

/**
 * What single precision would round, as distances from the median, which it holds wherever the picture shows them; other
 * planes as they are.
 */
function nearZero(plane: SmallPlane): SmallPlane {
  const { samples } = plane;
  if (samples instanceof BigInt64Array || samples instanceof BigUint64Array) {
    const middle = samples.slice().sort()[samples.length >> 1] ?? 0n;
    return { ...plane, type: 'float32', samples: Float32Array.from({ length: samples.length }, (_, at) => Number(samples[at]! - middle)) };
  }
  if (samples instanceof Float64Array || samples instanceof Int32Array || samples instanceof Uint32Array) {
    const finite = samples.filter((value) => Number.isFinite(value)).sort();
    const middle = finite[finite.length >> 1] ?? 0;
    return { ...plane, type: 'float32', samples: Float32Array.from(samples, (value) => value - middle) };
  }
  return plane;
}

/** The middle pixel of each square of `reducedBy` pixels, *copied*. */
function thinned({ samples, type, width, height }: SmallPlane, channels: number, reducedBy: number): SmallPlane {
  const columns = Math.ceil(width / reducedBy);
  const rows = Math.ceil(height / reducedBy);
  const out = samples.slice(0, rows * columns * channels);
  const middle = reducedBy >> 1;
  for (let row = 0, to = 0; row < rows; row += 1) {
    const y = Math.min(height - 1, row * reducedBy + middle);
    for (let column = 0; column < columns; column += 1) {
      const from = (y * width + Math.min(width - 1, column * reducedBy + middle)) * channels;
      for (let channel = 0; channel < channels; channel += 1, to += 1) out[to] = samples[from + channel]!;
    }
  }
  return { samples: out, type, width: columns, height: rows };
}

/** Means of some planes, in order; empty where they cost too much or are too few for a curve. */
async function curveOf(stack: KeepableStack, shared: EngineShared, signal: AbortSignal | undefined): Promise<Float32Array> {
  const { facts } = stack;
  const frames = facts.frames.value;
  const planeBytes = samplesPerPlane(facts) * sampleBytes(facts.dtype);
  const reducedBy = Math.max(1, Math.floor(Math.min(facts.width, facts.height) / curvePixels));
  const probe = reducedBy > 1 ? await stack.reduced?.(frames >> 1, reducedBy, { signal }) : undefined;
  const each = probe === undefined ? planeBytes : planeBytes / reducedBy;
  // Of a stack whose planes are not all found yet, those that are known are in the beginning only.
  const known = Math.min(frames, stack.planesKnown ?? frames);
  const points = Math.min(known, sparklinePlanes, Math.floor(curveBytes / each));
  if (points < Math.min(leastPlanes, frames) || frames < 2 || known < frames) return new Float32Array(0);
  const means = new Float32Array(points);
  for (let point = 0; point < points; point += 1) {
    throwIfAborted(signal);
    const index = Math.round((point * (known - 1)) / (points - 1));
    const { samples, type } = await smallPlane(stack, index, probe === undefined ? 1 : reducedBy, shared, signal);
    means[point] = shared.kernels.measureSpans({ samples, type }, Uint32Array.of(0, samples.length)).mean;
  }
  return means;
}
