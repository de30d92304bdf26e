import { readFileSync } from 'node:fs';
import type { Kernels } from '../../src/kernels/kernels.js';
import { instantiateKernels } from '../../src/kernels/load-kernels.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';

/** A built module; `npm run build` or `node scripts/build-kernels.mjs` makes it. */
export function builtModule(name: 'kernels.wasm' | 'kernels-shared.wasm'): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL(`../../dist/kernels/${name}`, import.meta.url)));
}

export const twin: Kernels = createTwinKernels();

/** The builds that run in WebAssembly, by name. */
export const assemblies: readonly (readonly [name: string, kernels: Kernels])[] = [
  ['wasm', instantiateKernels(builtModule('kernels.wasm'))],
  ['wasm-shared', instantiateKernels(builtModule('kernels-shared.wasm'), { shared: true })],
];

/** Every build of the kernels, by name. */
export const builds: readonly (readonly [name: string, kernels: Kernels])[] = [['twin', twin], ...assemblies];
