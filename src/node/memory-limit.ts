import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

/** Where the control-group files are; tests give a folder of their own. */
export interface MemoryLimitPlaces {
  readonly proc: string;
  readonly cgroup: string;
}

const linux: MemoryLimitPlaces = { proc: '/proc/self/cgroup', cgroup: '/sys/fs/cgroup' };

/**
 * Bytes of memory this process may use: the least of the machine's memory and the limits of its control groups
 * (version 2 `memory.max`, version 1 `memory.limit_in_bytes`), parents included.
 * Source: Linux kernel, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
 */
export function memoryLimitBytes(places: MemoryLimitPlaces = linux, machineBytes: number = totalmem()): number {
  let limit = machineBytes;
  for (const file of limitFiles(places)) {
    const text = readText(file)?.trim();
    // Version 1 writes a number near 2⁶³ for "no limit", version 2 the word `max`.
    if (text !== undefined && /^\d+$/.test(text)) limit = Math.min(limit, Number(text));
  }
  return limit;
}

/** Budget when none was asked for: a quarter of what the process may use, 128 MiB at least, 2 GiB at most. */
export function defaultBudgetBytes(limitBytes: number = memoryLimitBytes()): number {
  return Math.min(2 ** 31, Math.max(2 ** 27, Math.floor(limitBytes / 4)));
}

function limitFiles(places: MemoryLimitPlaces): string[] {
  const files = [join(places.cgroup, 'memory.max'), join(places.cgroup, 'memory', 'memory.limit_in_bytes')];
  for (const line of (readText(places.proc) ?? '').split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (group === undefined) continue;
    const version2 = controllers === '';
    if (!version2 && !controllers?.split(',').includes('memory')) continue;
    const parts = group.split('/').filter((part) => part !== '' && part !== '..');
    for (let depth = parts.length; depth > 0; depth -= 1) {
      const below = parts.slice(0, depth);
      files.push(version2 ? join(places.cgroup, ...below, 'memory.max') : join(places.cgroup, 'memory', ...below, 'memory.limit_in_bytes'));
    }
  }
  return files;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
