import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const main = resolve('dist/cli/main.js');

/** Whether the command line was built. */
export const built: boolean = existsSync(main) && existsSync('dist/kernels/kernels.wasm');

export interface CliRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line to its end. */
export function firstlight(args: readonly string[], environment: Readonly<Record<string, string>> = {}): CliRun {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 50_000, env: { ...process.env, ...environment } });
}

/** Starts the built command line; standard output and error are piped. */
export function startFirstlight(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
}

/** A DAT recording: event i at i · 10 µs, x = i mod 64, y = i mod 48, ON when i is odd. */
export function datFile(events: number): Uint8Array {
  const header = new TextEncoder().encode('% Height 48\n% Version 2\n% Width 64\n% end\n\x0c\x08');
  const file = new Uint8Array(header.length + events * 8);
  file.set(header);
  const view = new DataView(file.buffer, header.length);
  for (let i = 0; i < events; i += 1) {
    view.setUint32(8 * i, i * 10, true);
    view.setUint32(8 * i + 4, (i % 64) | ((i % 48) << 14) | ((i & 1) << 28), true);
  }
  return file;
}
