import type { AssemblyMemory } from './assembly-memory.js';
import { checkTrailer, type DeflateContainer, damagedDeflate, deflateStart, frameDeflated } from './deflate-container.js';
import { deflateWorkBytes } from './deflate-effort.js';

/** Inflates in WebAssembly; see `ByteKernels.inflate`. */
export function assemblyInflate(memory: AssemblyMemory, input: Uint8Array, output: Uint8Array, container: DeflateContainer): number {
  if (output.length === 0) return 0;
  const { exports } = memory;
  const deflated = input.subarray(deflateStart(input, container));
  return memory.withCopy(deflated, (from) =>
    memory.withRoom(output, (to) => {
      const written = exports.inflate(from, from + deflated.length, to, output.length);
      if (written < 0) damagedDeflate('is damaged or ends early');
      const end = exports.inflateEnd();
      if (end > 0) {
        const sums = {
          adler32: () => exports.adler32(to, written) >>> 0,
          crc32: () => exports.crc32(to, written) >>> 0,
          byteLength: written,
        };
        checkTrailer(deflated, end - from, sums, container, written === output.length);
      }
      return written;
    }),
  );
}

/** Deflates in WebAssembly; see `ByteKernels.deflate`. */
export function assemblyDeflate(memory: AssemblyMemory, input: Uint8Array, container: DeflateContainer): Uint8Array {
  const { exports, arena, bytes } = memory;
  return memory.withCopy(input, (from) => {
    const work = arena.allocate(deflateWorkBytes + deflatedMost(input.length));
    try {
      const to = work + deflateWorkBytes;
      const length = exports.deflate(from, input.length, to, work);
      const sums = {
        adler32: () => exports.adler32(from, input.length) >>> 0,
        crc32: () => exports.crc32(from, input.length) >>> 0,
        byteLength: input.length,
      };
      return frameDeflated(bytes.subarray(to, to + length), sums, container);
    } finally {
      arena.free(work);
    }
  });
}

/** Blocks that are stored take 6 bytes more than they hold, and stand for 4,096 bytes or more, the last apart; 8 are written at a time. */
function deflatedMost(byteLength: number): number {
  return byteLength + (byteLength >>> 9) + 64;
}

/** Undoes a byte shuffle in WebAssembly; see `ByteKernels.unshuffle`. */
export function assemblyUnshuffle(memory: AssemblyMemory, input: Uint8Array, output: Uint8Array, elementSize: number): void {
  const length = Math.min(input.length, output.length);
  const elements = Math.floor(length / elementSize);
  const whole = elements * elementSize;
  memory.withCopy(input.subarray(0, whole), (from) =>
    memory.withRoom(output.subarray(0, whole), (to) => {
      memory.exports.unshuffle(from, to, elementSize, elements);
      return whole;
    }),
  );
  output.set(input.subarray(whole, length), whole);
}
