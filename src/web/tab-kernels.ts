import type { Kernels } from '../kernels/kernels.js';
import { instantiateKernels } from '../kernels/load-kernels.js';
import { createTwinKernels } from '../kernels/twin/create-twin-kernels.js';

/** The kernels of one worker: those of the compiled module, or the twins where there is none. */
export function tabKernels(module: WebAssembly.Module | undefined): Kernels {
  return module === undefined ? createTwinKernels() : instantiateKernels(module);
}
