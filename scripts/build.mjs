// Builds everything into dist/: kernels (AssemblyScript), libraries and command line (tsc), page and workers (Vite).
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

run(process.execPath, ['scripts/build-kernels.mjs']);
run(process.execPath, ['node_modules/typescript/bin/tsc', '-b']);
run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
