import { throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import type { ChainSubject } from '../../engine/chain-references.js';
import { ChainedSeries } from '../../engine/chained-series.js';
import type { OpenedSource } from '../../engine/open-source.js';
import { reduceSeries, type SeriesItem } from '../../engine/reduce-series.js';
import { checkFits } from '../../engine/stack-estimate.js';
import { traceSeries } from '../../engine/trace-series.js';
import type { ByteSink } from '../../formats/event-format.js';
import type { PlaneWriter, PlaneWriterOptions } from '../../formats/plane-writer.js';
import { FileSink } from '../../node/file-sink.js';
import { planeAxes } from '../../shapes/plane-axes.js';
import type { SampleType } from '../../shapes/plane-samples.js';
import type { PlaneShape } from '../../stacks/plane-want.js';
import type { PlaneSize } from '../../stacks/stack-sizes.js';
import { stackOutputOf } from '../generate/stack-outputs.js';
import { holdPath } from '../hold-path.js';
import { planSeries, rangeOf, type SeriesPlan } from '../plan-series.js';
import { ProgressLine } from '../progress-line.js';
import type { StackOptions } from '../stack-options.js';
import type { ExportJob } from './export-job.js';
import { writeTrace } from './trace-rows.js';

type Stack = Extract<OpenedSource, { kind: 'stack' }>['stack'];

/** Options of `export` that concern stacks. */
export interface StackExportOptions extends StackOptions {
  readonly output: string;
  /** A shape, or nothing inside for the whole plane. */
  readonly trace?: { readonly shape?: PlaneShape };
}

/** Planes as they come, lent until the next. */
type Planes = AsyncIterable<readonly SeriesItem[]>;

/** A stack that is written: what is known of it, and its planes. */
interface Written extends PlaneSize {
  readonly dtype: SampleType;
  readonly frames: number;
  readonly before: readonly number[];
  readonly planes: Planes;
}

/** Writes planes of a stack, what a chain makes of them, their reduction or a trace; memory does not grow with the stack. */
export async function exportStack(stack: Stack, job: ExportJob<StackExportOptions>): Promise<void> {
  const { options, shared, timing, signal, refuse } = job;
  const { output, trace } = options;
  const create = stackOutputOf(output);
  const isTable = /\.csv$/i.test(output);
  if (create === undefined && !isTable) return refuse(`stacks are written to .npy, .tif or .btf, traces to .csv: ${output}`);
  if (trace !== undefined && !isTable) return refuse(`a trace is written to .csv: ${output}`);
  await timing.phase('count', () => stack.settle({ signal }));
  const subject: ChainSubject = { stack, shared, hold: (path) => holdPath(path, shared, signal) };
  const plan = planSeries(options, stack.facts);
  if (create === undefined) await exportTrace(subject, plan, job);
  else {
    const createWriter = await create();
    if (takesEverything(options) && planeAxes(stack.facts.axes).length !== 1)
      await writeStack(stack, wholeStack(stack, signal), createWriter, job);
    else await exportSeries(subject, plan, createWriter, job);
  }
  timing.count('bytes read', stack.bytesRead);
}

function takesEverything({ frames, axis, place, chain, reduce }: StackOptions): boolean {
  return frames === undefined && axis === undefined && place === undefined && reduce === undefined && (chain ?? []).length === 0;
}

/** All planes of all axes, as they are stored. */
function wholeStack(stack: Stack, signal: AbortSignal): Written {
  const { facts } = stack;
  const { width, height, channels, dtype, frames, axes } = facts;
  const planes = async function* (): AsyncGenerator<readonly SeriesItem[]> {
    for await (const plane of stack.planes({ fromPlane: 0, toPlane: frames.value }, { signal })) {
      yield [{ at: plane.index, samples: plane.samples, type: dtype, damage: plane.damage }];
    }
  };
  return { width, height, channels, dtype, frames: frames.value, before: planeAxes(axes).map(({ size }) => size.value), planes: planes() };
}

async function exportSeries(
  subject: ChainSubject,
  plan: SeriesPlan,
  createWriter: (sink: ByteSink, options: PlaneWriterOptions) => PlaneWriter,
  job: ExportJob<StackExportOptions>,
): Promise<void> {
  const { options, timing, signal, refuse } = job;
  const { reduce } = options;
  const reduction = reduce === undefined ? undefined : { of: reduce, ...rangeOf(plan, refuse, 'A reduction') };
  checkFits(subject, { ...plan.want, reduction });
  const chained = await ChainedSeries.open(subject, plan.want);
  try {
    await timing.phase('references', () => chained.prepare({ signal }));
    const size = chained.plan.output;
    if (reduction !== undefined) {
      const samples = await timing.phase('reduce', () =>
        reduceSeries({ ...chained.input, reduction, budgetBytes: chained.budgetBytes }, { signal }),
      );
      const planes = async function* (): AsyncGenerator<readonly SeriesItem[]> {
        yield [{ at: 0, samples, type: 'float32' }];
      };
      await writeStack(subject.stack as Stack, { ...size, dtype: 'float32', frames: 1, before: [], planes: planes() }, createWriter, job);
      return;
    }
    const dtype = chained.plan.changesValues ? 'float32' : subject.stack.facts.dtype;
    const frames = plan.places.length;
    const planes = chained.stream(plan.places, { signal });
    await writeStack(subject.stack as Stack, { ...size, dtype, frames, before: [frames], planes }, createWriter, job);
  } finally {
    chained.release();
  }
}

async function writeStack(
  { facts }: Stack,
  { planes, ...written }: Written,
  createWriter: (sink: ByteSink, options: PlaneWriterOptions) => PlaneWriter,
  { options, timing, signal }: ExportJob<StackExportOptions>,
): Promise<void> {
  const { output } = options;
  const { pixelSize, frameIntervalSeconds } = facts;
  const sink = await FileSink.create(output);
  const progress = new ProgressLine();
  let broken = 0;
  let done = 0;
  try {
    const writer = createWriter(sink, { ...written, pixelSize, frameIntervalSeconds });
    await timing.phase('write', async () => {
      for await (const batch of planes) {
        for (const { samples, damage } of batch) {
          throwIfAborted(signal);
          if (damage !== undefined) broken += 1;
          await writer.write(samples);
          done += 1;
          progress.show('Writing', done, written.frames, 'frames');
        }
      }
      await writer.finish();
    });
    progress.clear();
    await sink.finish();
    process.stdout.write(`${await sink.sha256()}  ${output}\n`);
  } catch (thrown) {
    progress.clear();
    await sink.abandon();
    throw thrown instanceof FirstlightError ? thrown.at(output) : thrown;
  }
  if (broken > 0) process.stderr.write(`firstlight: ${broken} of ${done} frames are not whole; what is missing is zero\n`);
  timing.count('frames', done);
}

async function exportTrace(
  subject: ChainSubject,
  plan: SeriesPlan,
  { options, timing, signal, refuse }: ExportJob<StackExportOptions>,
): Promise<void> {
  if (options.reduce !== undefined) refuse('a trace is of planes, not of their reduction');
  const range = rangeOf(plan, refuse, 'A trace');
  checkFits(subject, { ...plan.want, reduction: undefined });
  const chained = await ChainedSeries.open(subject, plan.want);
  const progress = new ProgressLine();
  try {
    await timing.phase('references', () => chained.prepare({ signal }));
    const total = range.last - range.first + 1;
    const trace = await timing.phase('measure', () =>
      traceSeries(
        { ...chained.input, range, shape: options.trace?.shape },
        { signal, onGlance: ({ done }) => progress.show('Measuring', done, total, 'frames') },
      ),
    );
    progress.clear();
    const sink = await FileSink.create(options.output);
    try {
      await writeTrace(sink, trace, subject.stack.facts.frameIntervalSeconds);
      await sink.finish();
      process.stdout.write(`${await sink.sha256()}  ${options.output}\n`);
    } catch (thrown) {
      await sink.abandon();
      throw thrown;
    }
  } finally {
    progress.clear();
    chained.release();
  }
}
