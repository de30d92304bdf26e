import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, datFile, firstlight } from './cli-harness.js';

const data = '../shared/data/events';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-info-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function makeFolder(path: string): string {
  mkdirSync(path);
  return path;
}

function makePipe(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}

function packedDigest(events: number): string {
  const packed = Buffer.alloc(13 * events);
  for (let i = 0; i < events; i += 1) {
    packed.writeBigUInt64LE(BigInt(i * 10), 13 * i);
    packed.writeUInt16LE(i % 64, 13 * i + 8);
    packed.writeUInt16LE(i % 48, 13 * i + 10);
    packed.writeUInt8(i & 1, 13 * i + 12);
  }
  return createHash('sha256').update(packed).digest('hex');
}

describe.skipIf(!built)('firstlight info', () => {
  it('writes the stable JSON with every key', () => {
    const path = put('a.dat', datFile(1000));
    const quick = firstlight(['info', path, '--json']);
    expect(quick.status).toBe(0);
    expect(quick.stderr).toBe('');
    const record = JSON.parse(quick.stdout);
    expect(record).toEqual({
      schema: 1,
      kind: 'events',
      path,
      format: 'DAT',
      geometry: [64, 48],
      geometrySource: 'header',
      events: 1000,
      eventsExact: true,
      firstMicros: 0,
      lastMicros: 9990,
      lastExact: true,
      triggers: 0,
      timeBase: 'recording',
      bytesRead: expect.any(Number),
      notices: [],
    });
    const full = firstlight(['info', path, '--json', '--full']);
    expect(full.status).toBe(0);
    expect(JSON.parse(full.stdout)).toEqual({
      ...record,
      bytesRead: expect.any(Number),
      on: 500,
      integrity: { outOfRange: 0, timeDecreases: 0, wraps: 0, droppedWords: 0, unknownWords: 0, truncatedBytes: 0 },
      sha256: packedDigest(1000),
    });
  });

  it('gives the same digest with the twins as with the kernels', () => {
    const path = put('twin.dat', datFile(5000));
    const run = firstlight(['info', path, '--json', '--full'], { FIRSTLIGHT_KERNELS: 'twin' });
    expect(JSON.parse(run.stdout).sha256).toBe(packedDigest(5000));
  });

  it('sets a table for people', () => {
    const run = firstlight(['info', put('table.dat', datFile(200_000)), '--full']);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('  sensor     64 × 48, from the header\n');
    expect(run.stdout).toContain('  events     200,000\n');
    expect(run.stdout).toContain('  duration   2 s\n');
    expect(run.stdout).toContain('  integrity  nothing wrong\n');
  });

  it('reads little of a recording of any size', () => {
    const path = join(folder, 'sparse.dat');
    const head = datFile(1);
    const file = openSync(path, 'w');
    writeSync(file, head);
    ftruncateSync(file, head.length + 8 * (1e9 - 1));
    const last = Buffer.alloc(8);
    last.writeUInt32LE(3_000_000, 0);
    writeSync(file, last, 0, 8, head.length + 8 * (1e9 - 2));
    const run = firstlight(['info', path, '--json']);
    const record = JSON.parse(run.stdout);
    expect([record.events, record.lastMicros]).toEqual([1e9, 3_000_000]);
    expect(record.bytesRead).toBeLessThan(2 << 20);
  });

  it('ends with 1 and keeps what is good of a recording that is cut', () => {
    const path = put('cut.dat', datFile(1000).subarray(0, -3));
    for (const args of [['--json'], ['--json', '--full']]) {
      const run = firstlight(['info', path, ...args]);
      expect(run.status).toBe(1);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: 999, partial: true });
    }
    expect(JSON.parse(firstlight(['info', path, '--json', '--full']).stdout).integrity.truncatedBytes).toBe(5);
    expect(firstlight(['info', path]).stdout).toContain('part of the recording');
  });

  it('ends with 1 for a text that has a line of three columns, and keeps the others', () => {
    const run = firstlight(['info', put('lost.csv', 't,x,y,p\n1,2,3,1\n2,3,4\n3,4,5,0\n# done\n'), '--json', '--full']);
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ events: 2, partial: true, integrity: { droppedWords: 1 } });
    const whole = firstlight(['info', put('whole.csv', 't,x,y,p\n1,2,3,1\n\n3,4,5,0\n# done\n'), '--json', '--full']);
    expect([whole.status, JSON.parse(whole.stdout).integrity.droppedWords]).toEqual([0, 0]);
  });

  it.each([
    ['an empty file', (): string => put('empty.raw', ''), /truncated/],
    ['nothing', (): string => join(folder, 'missing.raw'), /not-found/],
    ['a folder', (): string => makeFolder(join(folder, 'folder.raw')), /unsupported/],
    ['a pipe', (): string => makePipe(join(folder, 'pipe.raw')), /unsupported/],
    ['noise', (): string => put('noise.raw', createHash('sha512').update('x').digest()), /unsupported|corrupt/],
    ['text of three columns', (): string => put('three.txt', '0.001 12 13\n0.002 12 14\n'), /./],
    ['a URL of nobody', (): string => 'http://127.0.0.1:9/none.raw', /network|unsupported/],
  ])('answers for %s with one error and 1', (_, make, code) => {
    const path = make();
    const json = firstlight(['info', path, '--json', '--full']);
    expect(json.status).toBe(1);
    const { error } = JSON.parse(json.stdout);
    expect(error.code).toMatch(code);
    expect(error.message).toMatch(/\w/);
    expect(error.path).toBe(path);
    expect(json.stderr).toBe('');
    const plain = firstlight(['info', path]);
    expect([plain.status, plain.stdout]).toEqual([1, '']);
    expect(plain.stderr).toMatch(/^firstlight: .+\n/);
    expect(plain.stderr).not.toMatch(/\n\s+at /);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says when permission is missing', () => {
    const path = put('secret.raw', datFile(1));
    chmodSync(path, 0);
    expect(JSON.parse(firstlight(['info', path, '--json']).stdout).error.code).toBe('denied');
  });

  it('prints the phases with --timing, on standard error', () => {
    const run = firstlight(['info', put('timing.dat', datFile(10)), '--json', '--full', '--timing']);
    expect(() => JSON.parse(run.stdout)).not.toThrow();
    for (const phase of ['open', 'read and decode', 'bytes read']) expect(run.stderr).toContain(phase);
  });

  it('reads text as it is told to', () => {
    const path = put('odd.txt', '1,5,7,0\n0,6,8,2000\n1,5,7,3000\n');
    const run = firstlight(['info', path, '--json', '--full', '--columns', 'p,x,y,t', '--time-unit', 'ns', '--geometry', '10x10']);
    expect(JSON.parse(run.stdout)).toMatchObject({ events: 3, on: 2, lastMicros: 3, geometry: [10, 10], geometrySource: 'option' });
  });

  it.skipIf(!existsSync(`${data}/expected.json`))('agrees with second decoders about real recordings', () => {
    const { files } = JSON.parse(readFileSync(`${data}/expected.json`, 'utf8'));
    for (const name of ['gen3-evt2.raw', 'gen4-evt3.raw', 'derived/gen4.dat', 'derived/gen4-evt3.raw.zst']) {
      const record = JSON.parse(firstlight(['info', join(data, name), '--json', '--full']).stdout);
      expect([name, record.events, record.sha256]).toEqual([name, files[name].events, files[name].decoded_sha256]);
    }
  });
});
