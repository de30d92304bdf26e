import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileSink } from '../../src/node/file-sink.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-sink-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('FileSink', () => {
  it('writes and patches like memory does', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), length: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.constant(300_000)) }),
      fc.record({
        kind: fc.constant('patch' as const),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 1, max: 50 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const path = join(folder, 'property.bin');
        const sink = await FileSink.create(path);
        let wanted = Buffer.alloc(0);
        let fill = 1;
        for (const { kind, length, ...rest } of steps) {
          const bytes = Buffer.alloc(length, fill++);
          if (kind === 'write') {
            await sink.write(bytes);
            wanted = Buffer.concat([wanted, bytes]);
          } else if (wanted.length > length && 'at' in rest) {
            const at = Math.floor(rest.at * (wanted.length - length));
            await sink.patch(at, bytes);
            bytes.copy(wanted, at);
          }
          expect(sink.position).toBe(wanted.length);
        }
        await sink.finish();
        expect(readFileSync(path).equals(wanted)).toBe(true);
        expect(await sink.sha256()).toBe(createHash('sha256').update(wanted).digest('hex'));
      }),
      { numRuns: 20 },
    );
  });

  it('shows nothing under the name until it is whole, and leaves the old file when abandoned', async () => {
    const path = join(folder, 'old.bin');
    writeFileSync(path, 'old');
    const sink = await FileSink.create(path);
    await sink.write(new Uint8Array(1_000_000));
    expect(readFileSync(path, 'utf8')).toBe('old');
    await sink.abandon();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('replaces what a link points to, and nothing but files', async () => {
    writeFileSync(join(folder, 'real.bin'), 'x');
    symlinkSync('real.bin', join(folder, 'link.bin'));
    const sink = await FileSink.create(join(folder, 'link.bin'));
    await sink.write(Buffer.from('new'));
    await sink.finish();
    expect(readFileSync(join(folder, 'real.bin'), 'utf8')).toBe('new');
    mkdirSync(join(folder, 'is-folder.bin'));
    await expect(FileSink.create(join(folder, 'is-folder.bin'))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(FileSink.create('/dev/null')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(FileSink.create(join(folder, 'no', 'such.bin'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it.skipIf(!existsSync('dist/node/file-sink.js')).each(['SIGKILL', 'exit'])('leaves no half file when the process ends by %s', (how) => {
    const path = join(folder, `killed-${how}.bin`);
    const script = `
      const { FileSink } = await import(${JSON.stringify(new URL('../../dist/node/file-sink.js', import.meta.url).href)});
      const sink = await FileSink.create(${JSON.stringify(path)});
      await sink.write(new Uint8Array(2_000_000));
      ${how === 'SIGKILL' ? "process.kill(process.pid, 'SIGKILL')" : 'process.exit(3)'};`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(how === 'SIGKILL' ? run.signal : run.status).toBe(how === 'SIGKILL' ? 'SIGKILL' : 3);
    expect(existsSync(path)).toBe(false);
    if (how === 'exit') expect(readdirSync(folder).filter((name) => name.includes('killed-exit'))).toEqual([]);
  });
});
