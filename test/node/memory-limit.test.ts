import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/node/cache-folder.js';
import { defaultBudgetBytes, memoryLimitBytes } from '../../src/node/memory-limit.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-cgroup-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function machine(name: string, proc: string, limits: Record<string, string>): { proc: string; cgroup: string } {
  const cgroup = join(folder, name);
  mkdirSync(cgroup);
  for (const [file, text] of Object.entries(limits)) {
    mkdirSync(join(cgroup, file, '..'), { recursive: true });
    writeFileSync(join(cgroup, file), text);
  }
  writeFileSync(join(cgroup, 'proc'), proc);
  return { proc: join(cgroup, 'proc'), cgroup };
}

describe('memoryLimitBytes', () => {
  it('takes the least limit of version 2 groups up to the root', () => {
    const places = machine('v2', '0::/a.slice/b.scope\n', {
      'a.slice/memory.max': '1000000\n',
      'a.slice/b.scope/memory.max': 'max\n',
    });
    expect(memoryLimitBytes(places, 5e9)).toBe(1_000_000);
  });

  it('takes the limit a container sees at its own root', () => {
    expect(memoryLimitBytes(machine('v2-root', '0::/\n', { 'memory.max': '536870912\n' }), 5e9)).toBe(536_870_912);
    expect(memoryLimitBytes(machine('v1-root', '4:memory:/docker/x\n', { 'memory/memory.limit_in_bytes': '268435456\n' }), 5e9)).toBe(
      268_435_456,
    );
  });

  it('ignores the large number that version 1 writes for no limit, and other controllers', () => {
    const places = machine('v1', '5:cpu,cpuacct:/x\n4:memory:/y\n', {
      'memory/y/memory.limit_in_bytes': '9223372036854771712\n',
      'memory/x/memory.limit_in_bytes': '5\n',
    });
    expect(memoryLimitBytes(places, 5e9)).toBe(5e9);
  });

  it('is the memory of the machine elsewhere', () => {
    expect(memoryLimitBytes({ proc: join(folder, 'none'), cgroup: join(folder, 'none') }, 7e9)).toBe(7e9);
  });

  it('gives a budget between 128 MiB and 2 GiB', () => {
    expect(defaultBudgetBytes(1e8)).toBe(2 ** 27);
    expect(defaultBudgetBytes(2 ** 32)).toBe(2 ** 30);
    expect(defaultBudgetBytes(1e12)).toBe(2 ** 31);
  });
});

describe('cacheFolder', () => {
  it('is where each platform keeps caches', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/x/cache' }, 'linux', '/home/u')).toBe(join('/x/cache', 'firstlight'));
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/u')).toBe(join('/home/u', '.cache', 'firstlight'));
    expect(cacheFolder({}, 'darwin', '/Users/u')).toBe(join('/Users/u', 'Library', 'Caches', 'firstlight'));
    expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32', '/u')).toBe(join('/l', 'firstlight', 'Cache'));
  });
});
