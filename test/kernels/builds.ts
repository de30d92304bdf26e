import type { Kernels } from '../../src/kernels/kernels.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';

/** Every build of the kernels that can run here, by name. */
export const builds: readonly (readonly [name: string, kernels: Kernels])[] = [['twin', createTwinKernels()]];
