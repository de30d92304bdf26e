import { errorToRecord } from '../base/errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { compileKernels, instantiateKernels } from '../kernels/load-kernels.js';
import { createTwinKernels } from '../kernels/twin/create-twin-kernels.js';

/** The kernels of one worker: those of the compiled module, or the twins where there is none. */
export function tabKernels(module: WebAssembly.Module | undefined): Kernels {
  return module === undefined ? createTwinKernels() : instantiateKernels(module);
}

/** The compiled kernels, or nothing where they cannot be had: the twins then do the work. */
export async function loadTabKernels(url: string): Promise<WebAssembly.Module | undefined> {
  try {
    const response = await fetch(url);
    if (!response.ok) return undefined;
    return await compileKernels(await response.arrayBuffer());
  } catch (thrown) {
    console.warn('The kernels run in plain JavaScript:', errorToRecord(thrown).message);
    return undefined;
  }
}
