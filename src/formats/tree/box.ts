/** A part of an array of any dimensions. */
export interface Box {
  readonly from: readonly number[];
  readonly counts: readonly number[];
}

/** What a box and a chunk have in common. */
export interface ChunkPart {
  /** The chunk's number along each dimension. */
  readonly chunk: readonly number[];
  readonly counts: readonly number[];
  /** Where the part starts in the chunk, and in the box. */
  readonly inChunk: readonly number[];
  readonly inBox: readonly number[];
}

/** Elements of a box. */
export function boxCount({ counts }: Box): number {
  return counts.reduce((product, count) => product * count, 1);
}

/** How many chunks a box touches. */
export function chunksTouched({ from, counts }: Box, chunkShape: readonly number[]): number {
  return counts.reduce((product, count, axis) => {
    if (count === 0) return 0;
    const size = chunkShape[axis]!;
    return product * (Math.floor((from[axis]! + count - 1) / size) - Math.floor(from[axis]! / size) + 1);
  }, 1);
}

/** The chunks that a box touches, in row-major order. */
export function* chunkParts(box: Box, chunkShape: readonly number[]): Generator<ChunkPart> {
  if (chunksTouched(box, chunkShape) === 0) return;
  const first = box.from.map((from, axis) => Math.floor(from / chunkShape[axis]!));
  const last = box.from.map((from, axis) => Math.floor((from + box.counts[axis]! - 1) / chunkShape[axis]!));
  const chunk = [...first];
  for (;;) {
    const starts = chunk.map((number, axis) => Math.max(box.from[axis]!, number * chunkShape[axis]!));
    yield {
      chunk: [...chunk],
      counts: chunk.map((number, axis) => Math.min(box.from[axis]! + box.counts[axis]!, (number + 1) * chunkShape[axis]!) - starts[axis]!),
      inChunk: starts.map((start, axis) => start - chunk[axis]! * chunkShape[axis]!),
      inBox: starts.map((start, axis) => start - box.from[axis]!),
    };
    let axis = chunk.length - 1;
    while (axis >= 0 && chunk[axis] === last[axis]) {
      chunk[axis] = first[axis]!;
      axis -= 1;
    }
    if (axis < 0) return;
    chunk[axis]! += 1;
  }
}

/** Bytes from element to element along each dimension of an array of `shape`, the last (or with `order` its last) the fastest. */
export function stridesOf(shape: readonly number[], elementBytes: number, order?: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(elementBytes);
  let step = elementBytes;
  for (const axis of [...(order ?? shape.map((_, at) => at))].reverse()) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** Where an element lies. */
export function offsetOf(place: readonly number[], strides: readonly number[]): number {
  return place.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
}
