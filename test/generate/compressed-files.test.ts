import { expect, it } from 'vitest';
import { builds } from '../kernels/builds.js';
import { compressedFiles } from './compressed-files.js';

it.each(compressedFiles.flatMap((file) => builds.map(([build, kernels]) => ({ ...file, build, kernels }))))(
  '$name has its bytes ($build)',
  async ({ make, kernels, sha256 }) => {
    expect(await make(kernels)).toBe(sha256);
  },
);
