// Runs every benchmark of this folder one after the other. Arguments are passed on to each.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './harness/repository.mjs';

for (const name of [
  'kernels',
  'stack-kernels',
  'frames',
  'decode',
  'seek',
  'library',
  'playing',
  'memory',
  'stacks',
  'cells',
  'map',
  'first-light',
]) {
  const script = join(repository, 'bench', `${name}.mjs`);
  if (!existsSync(script)) continue;
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
