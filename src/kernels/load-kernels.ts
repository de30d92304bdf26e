import { FirstlightError } from '../base/errors.js';
import { AssemblyAccumulator } from './assembly-accumulator.js';
import { assemblyDeflate, assemblyInflate, assemblyUnshuffle } from './assembly-bytes.js';
import { assemblyColumnKernels } from './assembly-columns.js';
import { AssemblyDecoder } from './assembly-decoder.js';
import { assemblyExports } from './assembly-exports.js';
import { AssemblyMemory } from './assembly-memory.js';
import { assemblyPlaneKernels } from './assembly-planes.js';
import { AssemblyPointBins } from './assembly-points.js';
import { AssemblyRate } from './assembly-rate.js';
import { assemblyCountInRectangle } from './assembly-rectangle.js';
import { AssemblyTextDecoder } from './assembly-text-decoder.js';
import { checkFrameSize } from './frame-size.js';
import type { Kernels } from './kernels.js';

const pageBytes = 65_536;

/** Room for the tables, one block and a little. */
const leastPages = 32;

/** Memory of one instance unless another limit is asked for. Pages that are never touched take no physical memory. */
export const defaultKernelBytes: number = 128 * 1024 * 1024;

export interface KernelsOptions {
  /** Whether the module is the shared-memory build (`kernels-shared.wasm`); its views are then of a SharedArrayBuffer. */
  readonly shared?: boolean;
  /** Limit of the instance's memory in bytes; what does not fit throws `too-large`. */
  readonly maximumBytes?: number;
}

/** Compiles `kernels.wasm` or `kernels-shared.wasm`. The module can be posted to workers. Errors: `unsupported`. */
export async function compileKernels(bytes: BufferSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new FirstlightError('unsupported', 'WebAssembly with 128-bit vectors does not run here', { cause });
  }
}

/**
 * Makes the kernels of one thread from a compiled module, synchronously. Errors: `too-large` where the memory cannot be
 * had.
 */
export function instantiateKernels(module: WebAssembly.Module, options: KernelsOptions = {}): Kernels {
  const { shared = false, maximumBytes = defaultKernelBytes } = options;
  const wasmMemory = allocateMemory(maximumBytes, shared);
  const instance = new WebAssembly.Instance(module, { env: { memory: wasmMemory } });
  const memory = new AssemblyMemory(wasmMemory, assemblyExports(instance));
  const rate = new AssemblyRate(memory);
  const forgotten = new FinalizationRegistry<number>((address) => memory.arena.free(address));
  const release = (owner: AssemblyAccumulator | AssemblyPointBins) => {
    forgotten.unregister(owner);
    memory.arena.free(owner.address);
  };
  return {
    build: shared ? 'wasm-shared' : 'wasm',
    lendInput: (byteLength) => memory.lend(byteLength),
    decoder: (spec, entry) =>
      spec.kind === 'text' ? new AssemblyTextDecoder(memory, spec, entry) : new AssemblyDecoder(memory, spec, entry),
    accumulator(kind, width, height) {
      checkFrameSize(width, height);
      const accumulator = new AssemblyAccumulator(memory, kind, width, height, release);
      forgotten.register(accumulator, accumulator.address, accumulator);
      return accumulator;
    },
    addToRate: (bins, columns, from, to) => rate.add(bins, columns, from, to),
    countInRectangle: (columns, from, to, x0, y0, x1, y1) => assemblyCountInRectangle(memory, columns, from, to, x0, y0, x1, y1),
    pointBins(spec) {
      const bins = new AssemblyPointBins(memory, spec, release);
      forgotten.register(bins, bins.address, bins);
      return bins;
    },
    ...assemblyColumnKernels(memory),
    ...assemblyPlaneKernels(memory),
    inflate: (input, output, container) => assemblyInflate(memory, input, output, container),
    deflate: (input, container) => assemblyDeflate(memory, input, container),
    unshuffle: (input, output, elementSize) => assemblyUnshuffle(memory, input, output, elementSize),
  };
}

/** The shared module declares at most 65,536 pages; a memory whose size is its limit never moves. */
function allocateMemory(maximumBytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.min(65_536, Math.max(leastPages, Math.floor(maximumBytes / pageBytes)));
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    throw new FirstlightError('too-large', `No memory of ${maximumBytes} bytes can be had for the kernels`, { cause });
  }
}
