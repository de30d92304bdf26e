import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, datFile, firstlight } from './cli-harness.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-convert-'));
  writeFileSync(join(folder, 'a.dat'), datFile(1000));
  writeFileSync(join(folder, 'a.csv'), 't,x,y,p\n10,5,6,1\n20,7,3,0\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

/** What all formats of a recording have in common. */
function digestOf(name: string): unknown {
  return JSON.parse(firstlight(['info', at(name), '--json', '--full']).stdout).sha256;
}

describe.skipIf(!built)('convert', () => {
  it.each(['csv', 'txt', 'h5', 'npz', 'raw'])('to .%s keeps every event', (ending) => {
    const run = firstlight(['convert', at('a.dat'), at(`b.${ending}`)]);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(digestOf(`b.${ending}`)).toBe(digestOf('a.dat'));
  });

  it('writes the part that is asked for, and nothing where there is none', () => {
    expect(firstlight(['convert', at('a.dat'), at('part.dat'), '--from', '1ms', '--to', '2ms']).status).toBe(0);
    const { events, firstMicros, lastMicros } = JSON.parse(firstlight(['info', at('part.dat'), '--json']).stdout);
    expect([events, firstMicros, lastMicros]).toEqual([100, 1000, 1990]);
    const none = firstlight(['convert', at('a.dat'), at('none.dat'), '--from', '1s']);
    expect([none.status, none.stdout]).toEqual([1, '']);
    expect(none.stderr).toBe(`firstlight: The recording has no event from 1000000 µs: it goes from 0 to 9990 µs: ${at('a.dat')}\n`);
    expect(existsSync(at('none.dat'))).toBe(false);
  });

  it('says where the size of the sensor that it writes is a guess', () => {
    expect(firstlight(['convert', at('a.csv'), at('c.raw')]).stderr).toContain('sensor of 8 × 7 is that of the largest coordinates');
    expect(firstlight(['convert', at('a.csv'), at('c.raw'), '--geometry', '32x24']).stderr).toBe('');
  });

  it.each([['http://'], ['https://[x/a.raw']])('names what is no URL: %s', (url) => {
    const run = firstlight(['info', url, '--json']);
    expect([run.status, JSON.parse(run.stdout).error.code]).toEqual([1, 'not-found']);
  });
});
