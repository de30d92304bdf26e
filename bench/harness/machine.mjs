// What a measurement was made on: part of every result.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { findChromium } from './chromium.mjs';

/** First line a command prints, or `absent`. */
function firstLine(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')[0]
      .trim();
  } catch {
    return 'absent';
  }
}

/**
 * The machine, the tools and the load at the start of a run.
 * @param {Record<string, string>} [peers] versions of the peers, as their process tells them
 */
export function describeMachine(peers = {}) {
  const chromium = findChromium();
  return {
    date: new Date().toISOString().slice(0, 16),
    commit: firstLine('git', ['rev-parse', '--short', 'HEAD']),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    gcc: firstLine('gcc', ['--version']),
    chromium: chromium === undefined ? 'absent' : firstLine(chromium, ['--version']),
    loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
    peers,
  };
}

/** One line for people. */
export function machineLine(machine) {
  return (
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}; Node ${machine.node}; ` +
    `${machine.gcc}; ${machine.chromium}; load ${machine.loadAverage.join(' ')}; commit ${machine.commit}; ${machine.date}`
  );
}
