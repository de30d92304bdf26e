import { expect, test } from 'vitest';
import kernelsUrl from '../../dist/kernels/kernels.wasm?url';
import { loadTabKernels, tabKernels } from '../../src/web/tab-kernels.js';
import { compressedFiles } from '../generate/compressed-files.js';

test.each(compressedFiles)('$name has the bytes here that it has on Node', async ({ make, sha256 }) => {
  const kernels = tabKernels(await loadTabKernels(kernelsUrl));
  expect(kernels.build).toBe('wasm');
  expect(await make(kernels)).toBe(sha256);
});
