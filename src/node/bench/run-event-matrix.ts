import { writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { type MatrixCell, matrixCellSchema } from './matrix-cell.js';
import { matrixPlot } from './matrix-plot.js';
import { matrixTable } from './matrix-table.js';
import { type MakeFiles, measureFiles, sizesUpTo } from './measure-files.js';

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

export interface EventMatrixOptions extends MakeFiles<MatrixRecording> {
  /** Largest recording, events. */
  readonly maxEvents: number;
  /** Ending of the recordings' names. */
  readonly ending: string;
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
export async function runEventMatrix({ maxEvents, ending, ...making }: EventMatrixOptions): Promise<EventMatrix> {
  const files = sizesUpTo(counts, maxEvents).flatMap((events) =>
    sizes.map((size) => ({
      label: `${size.width}×${size.height}, ${events.toLocaleString('en-US')} events`,
      fileName: `recording${ending}`,
      wanted: { ...size, events },
    })),
  );
  const cells = await measureFiles(files, { script: 'matrix-cell-main.js', schema: matrixCellSchema }, making);
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
