// Resident memory of another process over time (Linux: /proc).
import { readFileSync } from 'node:fs';

/** Resident bytes of a process now; NaN where it cannot be told. */
export function residentBytes(pid) {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return pages * 4096;
  } catch {
    return Number.NaN;
  }
}

/** Bytes a process has asked its files and sockets for so far; NaN where it cannot be told. */
export function bytesReadBy(pid) {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** Samples a process's resident memory until `stop`, which returns the samples: [seconds since the start, bytes]. */
export function sampleResident(pid, everyMillis = 250) {
  const started = performance.now();
  const samples = [];
  const look = () => samples.push([Number(((performance.now() - started) / 1000).toFixed(2)), residentBytes(pid)]);
  look();
  const timer = setInterval(look, everyMillis);
  return {
    stop() {
      clearInterval(timer);
      look();
      return samples;
    },
  };
}
