import { throwIfAborted } from '../../base/abort.js';
import type { ChainSubject } from '../../engine/chain-references.js';
import { ChainedSeries } from '../../engine/chained-series.js';
import type { OpenedSource } from '../../engine/open-source.js';
import { reduceSeries, type SeriesItem } from '../../engine/reduce-series.js';
import { checkFits } from '../../engine/stack-estimate.js';
import type { ColormapName } from '../../picture/colormaps.js';
import { planeInk } from '../../picture/plane-table.js';
import { planeToRgba } from '../../picture/plane-to-rgba.js';
import { percentileLevels, type ValueLevels } from '../../picture/value-levels.js';
import { measurePlane } from '../../stacks/plane-histogram.js';
import { samplesOf } from '../../stacks/stack-sizes.js';
import { holdPath } from '../hold-path.js';
import { planSeries, rangeOf } from '../plan-series.js';
import { ProgressLine } from '../progress-line.js';
import type { StackOptions } from '../stack-options.js';
import { createFrameWriter } from './create-frame-writer.js';
import { isSinglePicture } from './png-name.js';
import type { RenderJob } from './render-job.js';
import { scaleRgba } from './scale-rgba.js';

type Stack = Extract<OpenedSource, { kind: 'stack' }>['stack'];

/** Options of `render` that concern stacks. */
export interface StackRenderOptions extends StackOptions {
  readonly output: string;
  readonly colormap?: ColormapName;
  readonly levels?: readonly [lo: number, hi: number];
  /** Levels leave so many percent of the values on either side. */
  readonly percent?: number;
  readonly fps: number;
  readonly size?: readonly [width: number, height: number];
}

const histogramBins = 4096;

/** Renders planes of a stack, or their reduction, into a file or a numbered sequence, each written as it is made. */
export async function renderStack(stack: Stack, job: RenderJob<StackRenderOptions>): Promise<void> {
  const { options, shared, timing, signal, refuse } = job;
  await timing.phase('count', () => stack.settle({ signal }));
  const subject: ChainSubject = { stack, shared, hold: (path) => holdPath(path, shared, signal) };
  const plan = planSeries(options, stack.facts);
  const { reduce, output } = options;
  const reduction = reduce === undefined ? undefined : { of: reduce, ...rangeOf(plan, refuse, 'A reduction') };
  checkFits(subject, { ...plan.want, reduction });
  const chained = await ChainedSeries.open(subject, plan.want);
  try {
    await timing.phase('references', () => chained.prepare({ signal }));
    if (reduction === undefined) {
      const places = isSinglePicture(output) ? plan.places.slice(0, 1) : plan.places;
      await renderPlanes(stack, chained, chained.stream(places, { signal }), places.length, job);
      return;
    }
    const input = { ...chained.input, reduction, budgetBytes: chained.budgetBytes };
    const samples = await timing.phase('reduce', () => reduceSeries(input, { signal }));
    await renderPlanes(stack, chained, only({ at: 0, samples, type: 'float32' }), 1, job);
  } finally {
    chained.release();
    timing.count('bytes read', stack.bytesRead);
  }
}

async function* only(item: SeriesItem): AsyncGenerator<readonly SeriesItem[]> {
  yield [item];
}

async function renderPlanes(
  stack: Stack,
  { plan }: ChainedSeries,
  planes: AsyncIterable<readonly SeriesItem[]>,
  frames: number,
  { options, shared, timing, signal }: RenderJob<StackRenderOptions>,
): Promise<void> {
  const { output } = plan;
  const [width, height] = options.size ?? [output.width, output.height];
  const progress = new ProgressLine();
  const writer = await createFrameWriter({ path: options.output, width, height, fps: options.fps, frames, signal });
  const rgba = new Uint8Array(4 * (samplesOf(output) / output.channels));
  let levels: ValueLevels | undefined = options.levels === undefined ? undefined : { lo: options.levels[0], hi: options.levels[1] };
  let done = 0;
  try {
    for await (const batch of planes) {
      for (const made of batch) {
        throwIfAborted(signal);
        await timing.phase('draw', async () => {
          const stored = !plan.changesValues && options.reduce === undefined;
          const values = measurePlane(shared.kernels, made, histogramBins);
          if (levels === undefined && options.percent !== undefined) levels = percentileLevels(values, options.percent);
          const ink = planeInk(stack.facts, options.colormap ?? 'grey', stored, values, levels);
          // Levels are fitted once, to the first frame: a film must not flicker.
          levels = ink.levels;
          planeToRgba({ samples: made.samples, dtype: made.type, channels: output.channels }, ink, rgba);
        });
        await timing.phase('write', () => writer.add({ rgba: scaleRgba(rgba, output.width, output.height, width, height) }));
        done += 1;
        progress.show(`Frame ${done} of ${frames}`, done, frames, 'frames');
      }
    }
    const name = await timing.phase('write', () => writer.finish());
    progress.clear();
    timing.count('frames', done);
    process.stderr.write(`Wrote ${done} ${done === 1 ? 'frame' : 'frames'} to ${name}\n`);
  } catch (thrown) {
    progress.clear();
    await writer.abandon();
    throw thrown;
  }
}
