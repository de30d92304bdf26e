import { FirstlightError } from '../../base/errors.js';

/** Where elements lie in bytes: the first one, and the way to the next along each dimension. A stride of 0 repeats one. */
export interface ElementPlaces {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly strides: readonly number[];
}

interface Dimension {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Copies `counts` elements of `size` bytes from one place to another. Throws `corrupt` when the source ends before.
 */
export function copyElements(source: ElementPlaces, target: ElementPlaces, counts: readonly number[], size: number): void {
  if (counts.some((count) => count === 0)) return;
  const reach = counts.reduce((sum, count, axis) => sum + (count - 1) * source.strides[axis]!, source.offset) + size;
  if (reach > source.bytes.length) {
    throw new FirstlightError('corrupt', `A piece of an array ends at byte ${source.bytes.length} where byte ${reach} is needed`);
  }
  const dimensions = mergeDimensions(
    counts.map((count, axis) => ({ count, from: source.strides[axis]!, to: target.strides[axis]! })),
    size,
  );
  copyDimension(source.bytes, source.offset, target.bytes, target.offset, dimensions, 0, size);
}

/** Dimensions without those of one element, neighbours joined where they lie without a gap, the longest last. */
function mergeDimensions(all: readonly Dimension[], size: number): Dimension[] {
  const dimensions: Dimension[] = [];
  for (const dimension of all.filter(({ count }) => count > 1)) {
    const before = dimensions.at(-1);
    if (before !== undefined && before.from === dimension.from * dimension.count && before.to === dimension.to * dimension.count) {
      dimensions[dimensions.length - 1] = { ...dimension, count: before.count * dimension.count };
    } else dimensions.push(dimension);
  }
  if (dimensions.length === 0) return [{ count: 1, from: size, to: size }];
  return dimensions.sort((a, b) => a.count - b.count);
}

function copyDimension(
  from: Uint8Array,
  fromOffset: number,
  to: Uint8Array,
  toOffset: number,
  dimensions: readonly Dimension[],
  at: number,
  size: number,
): void {
  const dimension = dimensions[at]!;
  if (at === dimensions.length - 1) {
    copyRun(from, fromOffset, to, toOffset, dimension, size);
    return;
  }
  for (let i = 0; i < dimension.count; i += 1) {
    copyDimension(from, fromOffset + i * dimension.from, to, toOffset + i * dimension.to, dimensions, at + 1, size);
  }
}

function copyRun(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, run: Dimension, size: number): void {
  if (run.from === size && run.to === size) {
    to.set(from.subarray(fromOffset, fromOffset + run.count * size), toOffset);
    return;
  }
  const words = size === 8 ? 2 : 1;
  if (size === 4 || size === 8) {
    const offsets = [from.byteOffset + fromOffset, run.from, to.byteOffset + toOffset, run.to];
    if (offsets.every((offset) => offset % 4 === 0)) {
      const source = new Uint32Array(from.buffer, from.byteOffset + fromOffset, ((run.count - 1) * run.from) / 4 + words);
      const target = new Uint32Array(to.buffer, to.byteOffset + toOffset, ((run.count - 1) * run.to) / 4 + words);
      copyWords(source, run.from / 4, target, run.to / 4, run.count, words);
      return;
    }
  }
  for (let i = 0; i < run.count; i += 1) {
    const source = fromOffset + i * run.from;
    const target = toOffset + i * run.to;
    for (let byte = 0; byte < size; byte += 1) to[target + byte] = from[source + byte]!;
  }
}

function copyWords(source: Uint32Array, from: number, target: Uint32Array, to: number, count: number, words: number): void {
  for (let i = 0; i < count; i += 1) {
    target[i * to] = source[i * from]!;
    if (words === 2) target[i * to + 1] = source[i * from + 1]!;
  }
}
