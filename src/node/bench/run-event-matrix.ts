import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Abortable, abortedError, throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import { builtFile } from '../built-file.js';
import { type MatrixCell, parseMatrixCell } from './matrix-cell.js';
import { matrixPlot } from './matrix-plot.js';
import { matrixTable } from './matrix-table.js';

/** A recording that the matrix wants made. */
export interface MatrixRecording {
  readonly width: number;
  readonly height: number;
  readonly events: number;
  /** Events per second. */
  readonly rate: number;
}

/** Sensor sizes and the mean rates that sensors of this size see. */
const sizes: readonly Omit<MatrixRecording, 'events'>[] = [
  { width: 240, height: 180, rate: 1_000_000 },
  { width: 640, height: 480, rate: 10_000_000 },
  { width: 1280, height: 720, rate: 30_000_000 },
  { width: 1920, height: 1080, rate: 60_000_000 },
];
const counts: readonly number[] = [1e6, 1e7, 1e8, 1e9];

export interface EventMatrixOptions extends Abortable {
  /** Largest recording, events. */
  readonly maxEvents: number;
  /** Where recordings are made, in a folder of their own that is removed; default the system's temporary folder. */
  readonly folder?: string | undefined;
  /** Ending of the recordings' names. */
  readonly ending: string;
  /** Makes a recording at `path`. */
  readonly make: (path: string, recording: MatrixRecording, options: Abortable) => Promise<void>;
  /** Hears what is done next. */
  readonly onProgress?: (what: string) => void;
}

export interface EventMatrix {
  readonly machine: string;
  readonly cells: readonly MatrixCell[];
  /** Markdown. */
  readonly table: string;
  readonly plot: string;
}

/**
 * The seed benchmark's matrix: every sensor size with 10⁶, 10⁷, … events up to the largest wanted. Recordings are made
 * in a temporary folder, measured one after the other, each in a process of its own, and removed.
 */
export async function runEventMatrix(options: EventMatrixOptions): Promise<EventMatrix> {
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'firstlight-bench-'));
  const cells: MatrixCell[] = [];
  try {
    const wanted = counts.filter((events) => events <= options.maxEvents);
    for (const events of wanted.length === 0 ? [options.maxEvents] : wanted) {
      for (const size of sizes) {
        throwIfAborted(options.signal);
        const recording = { ...size, events };
        const label = `${size.width}×${size.height}, ${recording.events.toLocaleString('en-US')} events`;
        const path = join(folder, `recording${options.ending}`);
        options.onProgress?.(`making ${label}`);
        await options.make(path, recording, { signal: options.signal });
        options.onProgress?.(`measuring ${label}`);
        cells.push(await measureInProcess(path, options));
        await rm(path);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const machine = machineLine();
  return { machine, cells, table: matrixTable(cells), plot: matrixPlot(cells, machine) };
}

/** Writes a matrix as `<base>.md`, `<base>.json` and `<base>.svg`. */
export async function writeEventMatrix(base: string, { machine, cells, table, plot }: EventMatrix): Promise<readonly string[]> {
  const title = '# Event recordings by size';
  const note =
    '“First frame” opens the recording and makes the frame of 10 ms in its middle; “processing” reads everything once for index, integrity and rate curve; frames are windows of 10 ms read, decoded and accumulated one after the other; memory is the greatest resident size of the measuring process.';
  const files: readonly (readonly [string, string])[] = [
    [`${base}.md`, `${title}\n\n${machine}\n\n${note}\n\n${table}\n`],
    [`${base}.json`, `${JSON.stringify({ machine, cells }, null, 1)}\n`],
    [`${base}.svg`, plot],
  ];
  for (const [path, text] of files) await writeFile(path, text);
  return files.map(([path]) => path);
}

function machineLine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${memory} GiB, ${type()} ${release()}, Node ${process.version}, ${date}`;
}

async function measureInProcess(path: string, { signal }: Abortable): Promise<MatrixCell> {
  const child = spawn(process.execPath, [fileURLToPath(builtFile('node/bench/matrix-cell-main.js')), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let output = '';
    child.stdout.setEncoding('utf8');
    for await (const piece of child.stdout) output += String(piece);
    if (signal?.aborted === true) throw abortedError(signal);
    const cell = parseMatrixCell(output);
    if (cell !== undefined) return cell;
    throw new FirstlightError('internal', `A recording could not be measured: ${output.slice(0, 500)}`, { path });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
