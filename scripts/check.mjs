// `npm run check`: types, layers and cycles, lint, public surface, unused code, package. Each line is one check.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

export const checks = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-b'] },
  { name: 'types of the tests', args: ['node_modules/typescript/bin/tsc', '-p', 'test'] },
  { name: 'layers and cycles', args: ['scripts/check-layers.mjs'] },
  { name: 'lint and format', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'public surface', args: ['scripts/check-surface.mjs'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'package', args: ['scripts/check-package.mjs'] },
];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let failed = 0;
  for (const { name, args } of checks) {
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
    if (status !== 0) failed += 1;
    console.log(`${status === 0 ? '✓' : '✗'} ${name}`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
