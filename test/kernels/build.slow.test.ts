import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('builds the same bytes from source', () => {
  const output = execFileSync(process.execPath, ['scripts/build-kernels.mjs', '--check'], { encoding: 'utf8' });
  expect(output).toContain('kernels.wasm');
  expect(output).toContain('kernels-shared.wasm');
});
