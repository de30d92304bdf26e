// Holds the packed package against publint and attw.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './run.mjs';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-pack-'));
try {
  const pack = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (pack.status !== 0) throw new Error(pack.stderr);
  const archive = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
  const publint = spawnSync(process.execPath, ['node_modules/publint/src/cli.js', 'run', archive, '--strict'], {
    cwd: root,
    stdio: 'inherit',
  });
  const attw = spawnSync(
    process.execPath,
    [
      'node_modules/@arethetypeswrong/cli/dist/index.js',
      archive,
      '--profile',
      'esm-only',
      '--format',
      'table-flipped',
      '--no-emoji',
      '--exclude-entrypoints',
      'kernels.wasm',
      'kernels-shared.wasm',
    ],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = publint.status === 0 && attw.status === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
