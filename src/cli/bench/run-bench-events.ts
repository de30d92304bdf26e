import { runEventMatrix, writeEventMatrix } from '../../node/bench/run-event-matrix.js';
import { eventOutputNamed } from '../convert/event-outputs.js';
import { writeScene } from '../generate/write-scene.js';

/** Options of `bench events` as parsed. */
export interface BenchEventsOptions {
  readonly max: number;
  readonly format: string;
  readonly output?: string;
}

/** Measures the seed matrix on generated fans; prints the table and writes it where that is asked for. */
export async function runBenchEvents(options: BenchEventsOptions, signal: AbortSignal): Promise<void> {
  const output = eventOutputNamed(options.format);
  const createWriter = await output.load();
  const matrix = await runEventMatrix({
    maxEvents: options.max,
    ending: `.${output.endings[0] ?? output.name}`,
    signal,
    make: async (path, { width, height, events, rate }, making) => {
      await writeScene(path, createWriter, 'fan', { width, height, events, rate }, making);
    },
    onProgress: (what) => process.stderr.write(`${what}\n`),
  });
  process.stdout.write(`${matrix.machine}\n\n${matrix.table}\n`);
  if (options.output === undefined) return;
  for (const path of await writeEventMatrix(options.output, matrix)) process.stderr.write(`Wrote ${path}\n`);
}
