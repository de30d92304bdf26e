import { grouped } from '../info/info-table.js';
import { ProgressLine } from '../progress-line.js';
import type { stackOutputOf } from './stack-outputs.js';
import { writeSpray } from './write-spray.js';

/** Options of `generate spray` as parsed. */
export interface SprayCommandOptions {
  readonly output: string;
  readonly frames: number;
  readonly size: readonly [width: number, height: number];
  readonly seed?: string;
  readonly json?: boolean;
}

/** Generates a series of images into a file, streaming, and prints its SHA-256 as `sha256sum` would. */
export async function runGenerateSpray(
  target: NonNullable<ReturnType<typeof stackOutputOf>>,
  options: SprayCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const { output, frames, seed } = options;
  const [width, height] = options.size;
  const progress = new ProgressLine();
  const spray = { width, height, frames, ...(seed === undefined ? {} : { seed }) };
  const { bytes, sha256 } = await writeSpray(output, await target(), spray, {
    signal,
    onProgress: (done) => progress.show('Generating', done, frames, 'frames'),
  }).finally(() => progress.clear());
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ path: output, scene: 'spray', frames, width, height, bytes, sha256 })}\n`);
    return;
  }
  process.stderr.write(`Wrote ${grouped(frames)} frames of ${width} × ${height}, ${grouped(bytes)} bytes\n`);
  process.stdout.write(`${sha256}  ${output}\n`);
}
