import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtFile } from '../../src/node/built-file.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'firstlight-installed-'));
const shell = process.platform === 'win32';
const installed = join(folder, 'node_modules', 'firstlight');

function npm(args: readonly string[], cwd: string): void {
  const done = spawnSync('npm', args, { cwd, encoding: 'utf8', shell });
  expect(done.status, done.stderr).toBe(0);
}

function firstlight(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('npx', ['--no-install', 'firstlight', ...args], { cwd: folder, encoding: 'utf8', shell });
}

function bytesBelow(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

describe('the packed package, installed in an empty folder', () => {
  beforeAll(() => {
    npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true,"type":"module"}');
    npm(['install', `./${archive}`, '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], folder);
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs without the checkout: help, generate, info, render', () => {
    expect(firstlight('--help').stdout).toContain('Examples');
    expect(firstlight('generate', 'fan', '--events', '1e5', '--size', '640x480', '-o', 'fan.raw').status).toBe(0);
    const info = firstlight('info', 'fan.raw', '--json', '--full');
    expect(JSON.parse(info.stdout)).toMatchObject({ kind: 'events', format: 'EVT3', geometry: [640, 480], events: 100_000 });
    expect(firstlight('render', 'fan.raw', '-o', 'fan.png').status).toBe(0);
    expect(readFileSync(join(folder, 'fan.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  test('its exports load, and the kernels with them', () => {
    writeFileSync(
      join(folder, 'use.mjs'),
      `import { openRecording } from 'firstlight';
       import 'firstlight/engine';
       import { createRequire } from 'node:module';
       const recording = await openRecording('fan.raw');
       let events = 0;
       for await (const columns of recording.columns({ fromMicros: 0, toMicros: Number.MAX_SAFE_INTEGER })) events += columns.length;
       await recording.close();
       const wasm = createRequire(import.meta.url).resolve('firstlight/kernels.wasm');
       console.log(JSON.stringify({ events, wasm: wasm.endsWith('.wasm') }));`,
    );
    const used = spawnSync(process.execPath, ['use.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(used.stdout || '{}'), used.stderr).toEqual({ events: 100_000, wasm: true });
  });

  test('its source maps lead to sources that are in the package', () => {
    const map = JSON.parse(readFileSync(join(installed, 'dist', 'node', 'firstlight.js.map'), 'utf8'));
    for (const source of map.sources) expect(statSync(join(installed, 'dist', 'node', source)).isFile()).toBe(true);
  });

  test('it is small, and installing it runs no script', () => {
    expect(bytesBelow(join(folder, 'node_modules'))).toBeLessThan(120e6);
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.') && !name.startsWith('@'));
    for (const name of names) {
      const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
      expect([name, scripts.preinstall, scripts.install, scripts.postinstall]).toEqual([name, undefined, undefined, undefined]);
    }
  });

  test('built files are found by URL, also where paths have the Windows form', () => {
    const from = pathToFileURL(win32.join('C:\\', 'lab data', 'node_modules', 'firstlight', 'dist', 'node', 'built-file.js'), {
      windows: true,
    });
    const wasm = builtFile('kernels/kernels.wasm', from.href);
    expect(fileURLToPath(wasm, { windows: true })).toBe('C:\\lab data\\node_modules\\firstlight\\dist\\kernels\\kernels.wasm');
  });
});
