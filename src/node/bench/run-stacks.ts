import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Abortable, abortedError, throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import { builtFile } from '../built-file.js';
import { parseStackFigures, type StackFigures } from './stack-figures.js';

/** A stack that is to be made and measured. */
export interface WantedStack {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

export interface StackRunOptions extends Abortable {
  /** Largest stack, bytes. */
  readonly maxBytes: number;
  /** Makes a stack at `path`, whose ending tells the format. */
  readonly make: (path: string, stack: WantedStack, options: Abortable) => Promise<void>;
  /** Hears what is done next. */
  readonly onProgress?: (what: string) => void;
}

const side = 1024;
const planeBytes = 2 * side * side;
const sizes = [1e8, 1e9, 1e10, 1e11];
const endings = ['npy', 'btf'];

/** Makes stacks of 0.1, 1, … GB up to the largest wanted, measures each in a process of its own and removes it. */
export async function runStacks({ maxBytes, make, signal, onProgress }: StackRunOptions): Promise<readonly StackFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstlight-bench-'));
  const figures: StackFigures[] = [];
  try {
    const wanted = sizes.filter((bytes) => bytes <= maxBytes);
    for (const bytes of wanted.length === 0 ? [maxBytes] : wanted) {
      for (const ending of endings) {
        throwIfAborted(signal);
        const frames = Math.max(2, Math.round(bytes / planeBytes));
        const label = `${frames} planes, .${ending}`;
        const path = join(folder, `stack.${ending}`);
        onProgress?.(`making ${label}`);
        await make(path, { frames, width: side, height: side }, { signal });
        onProgress?.(`measuring ${label}`);
        figures.push(await measureInProcess(path, { signal }));
        await rm(path);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
}

async function measureInProcess(path: string, { signal }: Abortable): Promise<StackFigures> {
  const child = spawn(process.execPath, [fileURLToPath(builtFile('node/bench/stack-main.js')), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let output = '';
    child.stdout.setEncoding('utf8');
    for await (const piece of child.stdout) output += String(piece);
    if (signal?.aborted === true) throw abortedError(signal);
    const figures = parseStackFigures(output);
    if (figures !== undefined) return figures;
    throw new FirstlightError('internal', `A stack could not be measured: ${output.slice(0, 500)}`, { path });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
