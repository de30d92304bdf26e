import { FirstlightError } from '../../base/errors.js';
import type { AxisName } from '../../shapes/plane-facts.js';
import { type SampleType, sampleBytes } from '../../shapes/plane-samples.js';

/** Numbers lying in a file as an array whose axes are named. Strides are in numbers. */
export interface PlaneArray {
  readonly offsetBytes: number;
  readonly type: SampleType;
  readonly order: 'little' | 'big';
  readonly axes: readonly AxisName[];
  readonly shape: readonly number[];
  /** The axes that count planes, slowest first. */
  readonly planeAxes: readonly { readonly size: number; readonly stride: number }[];
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly yStride: number;
  readonly xStride: number;
  readonly sStride: number;
  /** Whether planes lie one after the other, each as it is handed out. */
  readonly contiguous: boolean;
}

export interface PlaneArrayInput {
  readonly offsetBytes: number;
  readonly type: SampleType;
  readonly order: 'little' | 'big';
  readonly shape: readonly number[];
  /** One name a dimension. */
  readonly axes: readonly AxisName[];
  /** The first index varies fastest. */
  readonly columnMajor: boolean;
}

/** Places named axes over an array. Errors: `out-of-range` for names that make no stack, `corrupt` for arrays without a pixel. */
export function createPlaneArray({ offsetBytes, type, order, shape, axes, columnMajor }: PlaneArrayInput): PlaneArray {
  checkAxes(axes, shape);
  const strides: number[] = [];
  let stride = 1;
  for (let step = 0; step < shape.length; step += 1) {
    const at = columnMajor ? step : shape.length - 1 - step;
    strides[at] = stride;
    stride *= shape[at]!;
  }
  if (stride === 0) throw new FirstlightError('corrupt', `An array of ${shape.join(' × ')} holds no pixel`);
  const along = (name: AxisName): { size: number; stride: number } => {
    const at = axes.indexOf(name);
    return at < 0 ? { size: 1, stride: 1 } : { size: shape[at]!, stride: strides[at]! };
  };
  const [y, x, s] = [along('Y'), along('X'), along('S')];
  const planeAxes = axes.flatMap((name, at) => (isPlaneAxis(name) ? [{ size: shape[at]!, stride: strides[at]! }] : []));
  const planes = planeAxes.reduce((product, { size }) => product * size, 1);
  let expected = y.size * x.size * s.size;
  const standard = [...planeAxes].reverse().every((axis) => {
    const fits = axis.size === 1 || axis.stride === expected;
    expected *= axis.size;
    return fits;
  });
  const rows = (s.size === 1 || s.stride === 1) && (x.size === 1 || x.stride === s.size) && (y.size === 1 || y.stride === s.size * x.size);
  return {
    offsetBytes,
    type,
    order,
    axes,
    shape,
    planeAxes,
    planes,
    height: y.size,
    width: x.size,
    channels: s.size,
    yStride: y.stride,
    xStride: x.stride,
    sStride: s.stride,
    contiguous: standard && rows,
  };
}

/** Bytes of one plane. */
export function planeBytes({ height, width, channels, type }: Pick<PlaneArray, 'height' | 'width' | 'channels' | 'type'>): number {
  return height * width * channels * sampleBytes(type);
}

/** Where the first number of plane `plane` lies, in numbers from the start. */
export function planeStart({ planeAxes }: PlaneArray, plane: number): number {
  let start = 0;
  let rest = plane;
  for (let at = planeAxes.length - 1; at >= 0; at -= 1) {
    const { size, stride } = planeAxes[at]!;
    start += (rest % size) * stride;
    rest = Math.floor(rest / size);
  }
  return start;
}

/**
 * Names for the axes of an array that names none. A last axis of 3 or 4 after two longer ones holds colours; before the
 * image axes comes time, then channels (up to 8) or depth.
 */
export function guessAxes(shape: readonly number[], type: SampleType): readonly AxisName[] {
  const last = shape.at(-1) ?? 0;
  const long = (at: number): boolean => (shape.at(at) ?? 0) > 4;
  const colours = shape.length >= 3 && (last === 3 || last === 4) && long(-2) && long(-3) && type !== 'bool';
  const image: readonly AxisName[] = colours ? ['Y', 'X', 'S'] : ['Y', 'X'];
  const before = shape.length - image.length;
  if (before < 0 || before > 3) {
    throw new FirstlightError('unsupported', `An array of shape ${shape.join(' × ') || 'one number'} is no stack of images`);
  }
  if (before === 2) return ['T', shape[1]! <= 8 ? 'C' : 'Z', ...image];
  return [...(['T', 'Z', 'C'] as const).slice(0, before), ...image];
}

function isPlaneAxis(name: AxisName): boolean {
  return name === 'T' || name === 'C' || name === 'Z';
}

function checkAxes(axes: readonly AxisName[], shape: readonly number[]): void {
  const distinct = new Set(axes).size === axes.length;
  if (!distinct || !axes.includes('Y') || !axes.includes('X')) {
    throw new FirstlightError('out-of-range', `The axes ${axes.join('')} make no stack: each at most once, with Y and X among them`);
  }
  if (axes.length !== shape.length) {
    throw new FirstlightError('out-of-range', `The axes ${axes.join('')} do not name the ${shape.length} of ${shape.join(' × ')}`);
  }
}
