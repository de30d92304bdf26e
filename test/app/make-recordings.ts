import { spawnSync } from 'node:child_process';
import { commandLine } from './start-server.js';

/** Runs the built command line to its end; throws what it said when it fails. */
export function firstlight(...args: string[]): string {
  const done = spawnSync(process.execPath, [commandLine, ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`firstlight ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}
