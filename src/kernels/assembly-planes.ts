import { FirstlightError } from '../base/errors.js';
import type { SampleArray } from '../shapes/plane-samples.js';
import type { AssemblyMemory } from './assembly-memory.js';
import { AssemblyPlanePieces, type Operand } from './assembly-plane-pieces.js';
import { slotCountOfValues, slotGreatestValue, slotLeastValue, slotMeanValue, slotSquaresOfValues } from './plane-codes.js';
import {
  type Correction,
  measuredTogether,
  momentGroup,
  type PixelGrid,
  type PlaneKernels,
  type PlaneTurn,
  type SlidingSums,
  type TypedSamples,
  type ValueMoments,
  type ValueRange,
} from './plane-kernels.js';

import { turnedSteps } from './turned-steps.js';
import { twinTurnPlane } from './twin/twin-plane-turn.js';

/** Bytes that medians of planes outside the memory are copied in at a time. */
const medianPieceBytes = 1 << 20;

/** The kernels on planes in one instance's memory. */
export function assemblyPlaneKernels(memory: AssemblyMemory): PlaneKernels {
  const pieces = new AssemblyPlanePieces(memory);
  const { exports } = memory;
  return {
    allocateBlock(byteLength) {
      pieces.reserve();
      const address = memory.arena.allocate(byteLength);
      let released = false;
      return {
        bytes: memory.bytes.subarray(address, address + byteLength),
        release() {
          if (!released) memory.arena.free(address);
          released = true;
        },
      };
    },
    widenSamples: (input, output) => widenSamples(pieces, input, output),
    correctValues: (input, subtract, divide, output) => correctValues(pieces, input, subtract, divide, output),
    turnPlane: (input, grid, turn, output) => turnPlane(memory, input, grid, turn, output),
    addToSums(planes, sums, missing) {
      const operands: Operand[] = [change(sums), change(missing)];
      inGroups(planes, (group) =>
        pieces.each(sums.length, group, operands, (addresses, [sum, miss], count) =>
          exports.planeSums(pieces.listAt(addresses), group.length, sum!, miss!, count),
        ),
      );
    },
    addToMoments(planes, planesBefore, means, squares, missing) {
      const operands: Operand[] = [change(means), change(squares), change(missing)];
      inGroups(planes, (group, before) =>
        pieces.each(means.length, group, operands, (addresses, [mean, square, miss], count) =>
          exports.planeMoments(pieces.listAt(addresses), group.length, planesBefore + before, mean!, square!, miss!, count),
        ),
      );
    },
    shareSums(sums, missing, planes, root, output) {
      const operands: Operand[] = [read(sums), read(missing), write(output)];
      pieces.each(sums.length, [], operands, (_, [sum, miss, to], count) =>
        exports.planeShare(sum!, miss!, planes, root ? 1 : 0, to!, count),
      );
    },
    keepExtremes(planes, which, extremes) {
      inGroups(planes, (group) =>
        pieces.each(extremes.length, group, [change(extremes)], (addresses, [extreme], count) =>
          exports.planeExtremes(pieces.listAt(addresses), group.length, which === 'greatest' ? 1 : 0, extreme!, count),
        ),
      );
    },
    slideSums: (sums, entering, leaving, planes, means) => slideSums(pieces, sums, entering, leaving, planes, means),
    findMedians: (block, planes, stride, output) => findMedians(memory, block, planes, stride, output),
    findRange: (input) => findRange(pieces, input),
    measureSpans: (input, spans) => measureSpans(pieces, input, spans),
    countInBins: (input, from, to, bins) => countInBins(pieces, input, from, to, bins),
    countIntegers: (samples, bins) => countIntegers(pieces, samples, bins),
  };
}

const change = (values: Operand['values']): Operand => ({ values, access: 'change' });
const read = (values: Operand['values']): Operand => ({ values, access: 'read' });
const write = (values: Operand['values']): Operand => ({ values, access: 'write' });

function inGroups(planes: readonly TypedSamples[], use: (group: readonly TypedSamples[], before: number) => void): void {
  for (let at = 0; at < planes.length; at += momentGroup) use(planes.slice(at, at + momentGroup), at);
}

function widenSamples(pieces: AssemblyPlanePieces, input: TypedSamples, output: Float32Array): void {
  if (input.samples instanceof Float32Array) {
    output.set(input.samples.length === output.length ? input.samples : input.samples.subarray(0, output.length));
    return;
  }
  pieces.widen(input, output);
}

function correctValues(
  pieces: AssemblyPlanePieces,
  input: TypedSamples,
  subtract: Correction | undefined,
  divide: Correction | undefined,
  output: Float32Array,
): void {
  const references = [subtract, divide].flatMap((correction) => (correction === undefined ? [] : [read(correction.by)]));
  if (references.length === 0) {
    widenSamples(pieces, input, output);
    return;
  }
  pieces.each(output.length, [input], [write(output), ...references], ([values], [to, first, second], count) => {
    const s = subtract === undefined ? 0 : first!;
    const d = divide === undefined ? 0 : (second ?? first!);
    pieces.memory.exports.planeCorrect(values!, s, subtract?.amount ?? 0, d, divide?.amount ?? 0, to!, count);
  });
}

function turnPlane(memory: AssemblyMemory, input: SampleArray, grid: PixelGrid, turn: PlaneTurn, output: SampleArray): void {
  const size = input.BYTES_PER_ELEMENT;
  const { start, perColumn, perRow } = turnedSteps(grid, turn);
  const { width, height, channels } = grid;
  try {
    memory.withCopy(bytesOf(input), (from) =>
      memory.withRoom(bytesOf(output), (to) => {
        memory.exports.planeTurn(from, to + size * start, width, height, channels, size, size * perColumn, size * perRow);
        return output.byteLength;
      }),
    );
  } catch (error) {
    if (!(error instanceof FirstlightError) || error.code !== 'too-large') throw error;
    // Turning jumps through whole planes: one that the memory has no room for is turned where it lies.
    twinTurnPlane(input, grid, turn, output);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: SampleArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function slideSums(
  pieces: AssemblyPlanePieces,
  { high, low, missing }: SlidingSums,
  entering: TypedSamples | undefined,
  leaving: TypedSamples | undefined,
  planes: number,
  means: Float32Array | undefined,
): void {
  const moved = [entering, leaving].flatMap((plane) => plane ?? []);
  const sums = [change(high), change(missing), ...(low === undefined ? [] : [change(low)])];
  const operands = means === undefined ? sums : [...sums, write(means)];
  pieces.each(high.length, moved, operands, (addresses, [highAt, missingAt, ...rest], count) => {
    const lowAt = low === undefined ? 0 : rest[0]!;
    const meansAt = means === undefined ? 0 : rest.at(-1)!;
    const enters = entering === undefined ? 0 : addresses[0]!;
    const leaves = leaving === undefined ? 0 : addresses.at(-1)!;
    pieces.memory.exports.planeSlide(highAt!, lowAt, missingAt!, enters, leaves, planes, meansAt, count);
  });
}

function findMedians(memory: AssemblyMemory, block: Float32Array, planes: number, stride: number, output: Float32Array): void {
  const { arena, exports } = memory;
  const scratch = arena.allocate(64 * planes + 64);
  const inPlace = memory.holds(block);
  const most = inPlace ? output.length : Math.max(16, Math.min(output.length, Math.floor(medianPieceBytes / (4 * planes)) & ~15));
  const staging = inPlace ? undefined : arena.allocate(4 * most * planes + 64);
  const results = arena.allocate(4 * most + 64);
  try {
    for (let from = 0; from < output.length; from += most) {
      const count = Math.min(most, output.length - from);
      let address = block.byteOffset + 4 * from;
      if (staging !== undefined) {
        const copies = new Float32Array(memory.buffer, staging, count * planes);
        for (let plane = 0; plane < planes; plane += 1) {
          copies.set(block.subarray(plane * stride + from, plane * stride + from + count), plane * count);
        }
        address = staging;
      }
      exports.planeMedians(address, planes, 4 * (staging === undefined ? stride : count), count, results, scratch);
      output.set(new Float32Array(memory.buffer, results, count), from);
    }
  } finally {
    for (const address of [scratch, staging, results]) if (address !== undefined) arena.free(address);
  }
}

function findRange(pieces: AssemblyPlanePieces, input: TypedSamples): ValueRange {
  const { exports } = pieces.memory;
  exports.planeBegin();
  pieces.each(input.samples.length, [input], [], ([values], _, count) => exports.planeRange(values!, count));
  const { count, least, greatest } = totals(pieces.memory);
  return { count, least, greatest };
}

function measureSpans(pieces: AssemblyPlanePieces, { samples, type }: TypedSamples, spans: Uint32Array): ValueMoments {
  const { exports } = pieces.memory;
  exports.planeBegin();
  for (let span = 0; span + 1 < spans.length; span += 2) {
    for (let at = spans[span]!; at < spans[span + 1]!; at += measuredTogether) {
      const piece = samples.subarray(at, Math.min(spans[span + 1]!, at + measuredTogether));
      pieces.each(piece.length, [{ samples: piece, type }], [], ([values], _, count) => exports.planeMeasure(values!, count));
    }
  }
  return totals(pieces.memory);
}

function totals(memory: AssemblyMemory): ValueMoments {
  const found = new Float64Array(memory.buffer, memory.exports.planeTotals(), 5);
  const count = found[slotCountOfValues]!;
  const { NaN: none } = Number;
  if (count === 0) return { count, mean: none, squares: 0, least: none, greatest: none };
  return {
    count,
    mean: found[slotMeanValue]!,
    squares: found[slotSquaresOfValues]!,
    // Zero has no sign here: which of two comes first depends on the lanes.
    least: found[slotLeastValue]! + 0,
    greatest: found[slotGreatestValue]! + 0,
  };
}

function countInBins(pieces: AssemblyPlanePieces, input: TypedSamples, from: number, to: number, bins: Uint32Array): void {
  const [first, last] = [Math.fround(from), Math.fround(to)];
  const scale = bins.length / (last - first);
  // Tables that the first-level cache does not hold cost more than waiting. The last bin of each is for values elsewhere.
  const tables = bins.length <= 1024 ? 4 : 1;
  const length = bins.length + 1;
  withBins(pieces.memory, tables * length, (address, counts) => {
    const apart = tables === 1 ? 0 : 4 * length;
    pieces.each(input.samples.length, [input], [], ([values], _, count) =>
      pieces.memory.exports.planeBins(values!, count, first, last, scale, address, bins.length, apart),
    );
    for (let table = 0; table < tables; table += 1) {
      for (let bin = 0; bin < bins.length; bin += 1) bins[bin]! += counts[table * length + bin]!;
    }
  });
}

function countIntegers(pieces: AssemblyPlanePieces, samples: Uint8Array | Int8Array | Uint16Array | Int16Array, bins: Uint32Array): void {
  const { exports } = pieces.memory;
  if (samples.BYTES_PER_ELEMENT === 2) {
    const flip = samples instanceof Int16Array ? 0x8000 : 0;
    withBins(pieces.memory, 65_536, (address, counts) => {
      pieces.eachRaw(samples, (values, _, count) => exports.planeWords(values, count, flip, address));
      for (let bin = 0; bin < counts.length; bin += 1) bins[bin]! += counts[bin]!;
    });
    return;
  }
  const flip = samples instanceof Int8Array ? 0x80 : 0;
  withBins(pieces.memory, 512, (address, counts) => {
    pieces.eachRaw(samples, (values, _, count) => exports.planeBytes(values, count, flip, address));
    for (let bin = 0; bin < 256; bin += 1) bins[bin]! += counts[bin]! + counts[256 + bin]!;
  });
}

/** Calls `use` with empty counts in the memory. */
function withBins(memory: AssemblyMemory, length: number, use: (address: number, counts: Uint32Array) => void): void {
  const address = memory.arena.allocate(4 * length);
  try {
    use(address, new Uint32Array(memory.buffer, address, length).fill(0));
  } finally {
    memory.arena.free(address);
  }
}
