import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type Abortable, abortedError, throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import { builtFile } from '../built-file.js';

/** How the files of a benchmark are made, and who hears of it. */
export interface MakeFiles<Wanted> extends Abortable {
  /** Makes a file at `path`, whose ending tells the format. */
  readonly make: (path: string, wanted: Wanted, options: Abortable) => Promise<void>;
  /** Hears what is done next. */
  readonly onProgress?: (what: string) => void;
}

/** A file that is to be made and measured. */
export interface MeasuredFile<Wanted> {
  readonly label: string;
  readonly fileName: string;
  readonly wanted: Wanted;
  /** What the measuring script is told besides the path. */
  readonly told?: readonly string[];
}

/** What measures a file: `node SCRIPT PATH …`, a built script of this folder, prints figures as JSON. */
export interface FileMeasure<Figures> {
  readonly script: string;
  readonly schema: v.GenericSchema<unknown, Figures>;
}

/**
 * Makes files one after the other in a temporary folder, measures each in a process of its own and removes it. Errors:
 * those of `make`; `internal` where the process prints no figures.
 */
export async function measureFiles<Wanted, Figures>(
  files: readonly MeasuredFile<Wanted>[],
  measure: FileMeasure<Figures>,
  { make, signal, onProgress }: MakeFiles<Wanted>,
): Promise<readonly Figures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstlight-bench-'));
  const figures: Figures[] = [];
  try {
    for (const { label, fileName, wanted, told = [] } of files) {
      throwIfAborted(signal);
      const path = join(folder, fileName);
      onProgress?.(`making ${label}`);
      await make(path, wanted, { signal });
      onProgress?.(`measuring ${label}`);
      figures.push(await measureInProcess(path, told, measure, { signal }));
      await rm(path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
}

/** The sizes up to the greatest that is wanted, or that one where all are greater. */
export function sizesUpTo(sizes: readonly number[], most: number): readonly number[] {
  const wanted = sizes.filter((size) => size <= most);
  return wanted.length === 0 ? [most] : wanted;
}

async function measureInProcess<Figures>(
  path: string,
  told: readonly string[],
  { script, schema }: FileMeasure<Figures>,
  { signal }: Abortable,
): Promise<Figures> {
  const child = spawn(process.execPath, [fileURLToPath(builtFile(`node/bench/${script}`)), path, ...told], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let output = '';
    child.stdout.setEncoding('utf8');
    for await (const piece of child.stdout) output += String(piece);
    if (signal?.aborted === true) throw abortedError(signal);
    const printed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), output);
    if (printed.success) return printed.output;
    throw new FirstlightError('internal', `The file could not be measured: ${output.slice(0, 500)}`, { path });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
