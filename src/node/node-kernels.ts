import { readFile } from 'node:fs/promises';
import { FirstlightError } from '../base/errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { compileKernels, instantiateKernels } from '../kernels/load-kernels.js';
import { createTwinKernels } from '../kernels/twin/create-twin-kernels.js';
import { builtFile } from './built-file.js';

/** The kernels of this thread, and the compiled module that other threads can be given. */
export interface NodeKernels {
  readonly kernels: Kernels;
  /** Absent where the twins are used. */
  readonly module: WebAssembly.Module | undefined;
}

/**
 * Loads the kernels. `compiled` is a module that another thread compiled already. `FIRSTLIGHT_KERNELS=twin` asks for the
 * TypeScript twins; they are also what runs where the processor has no vectors. `not-found` when the package is not built.
 */
export async function loadNodeKernels(compiled?: WebAssembly.Module): Promise<NodeKernels> {
  if (compiled !== undefined) return { kernels: instantiateKernels(compiled), module: compiled };
  if (process.env.FIRSTLIGHT_KERNELS === 'twin') return { kernels: createTwinKernels(), module: undefined };
  const file = builtFile('kernels/kernels.wasm');
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new FirstlightError('not-found', 'The kernels were not built', { path: file.pathname, advice: 'Run npm run build.', cause });
  }
  try {
    const module = await compileKernels(new Uint8Array(bytes));
    return { kernels: instantiateKernels(module), module };
  } catch (thrown) {
    if (thrown instanceof FirstlightError && thrown.code === 'unsupported') return { kernels: createTwinKernels(), module: undefined };
    throw thrown;
  }
}
