import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Runs a benchmark as small as it goes, without peers, and gives what it prints. Nothing is said about its figures. */
async function short(name: string, ...args: string[]): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'firstlight-bench-test-'));
  try {
    const { FIRSTLIGHT_PEERS_PYTHON: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, [`bench/${name}.mjs`, '--short', '--data', data, ...args], { cwd: root, env });
    return stdout;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

describe('benchmarks stay alive', () => {
  it('streaming decode', async () => {
    const text = await short('decode', '--formats', 'dat,evt2,evt3,gzip');
    for (const format of ['dat', 'evt2', 'evt3', 'gzip']) expect(text).toMatch(new RegExp(`^\\| ${format} .*\\d`, 'm'));
  });

  it('random jumps', async () => {
    expect(await short('seek', '--formats', 'evt3')).toMatch(/^\| evt3 .*\d/m);
  });

  it('frames', async () => {
    expect(await short('frames')).toMatch(/^\| 240×180 .*\d/m);
  });

  it('kernels on planes', async () => {
    const text = await short('stack-kernels');
    for (const kernel of ['mean', 'sliding mean of 10', 'median']) expect(text).toMatch(new RegExp(`^\\| ${kernel} .*\\d`, 'm'));
  });

  it('tables of cells', async () => {
    const text = await short('cells');
    expect(text).toMatch(/^\| 5 000 × 60 .*\d/m);
    expect(text).toMatch(/^\| lasso of 64 points .*\d/m);
  });

  it('memory of the server', async () => {
    expect(await short('memory', '--rounds', '1')).toMatch(/^\| dat .*\d/m);
  });
});
