import { FirstlightError } from '../../base/errors.js';
import { ChainedSeries } from '../../engine/chained-series.js';
import { closeSource } from '../../engine/open-source.js';
import { reduceSeries } from '../../engine/reduce-series.js';
import { traceSeries } from '../../engine/trace-series.js';
import { measurePlane } from '../../stacks/plane-histogram.js';
import type { ChainStep, PlaneWant } from '../../stacks/plane-want.js';
import { createNodeEngine } from '../node-engine.js';
import { openAnyPath } from '../open-path.js';
import type { StackFigures } from './stack-figures.js';

/** Memory for planes, as of a viewer with `--memory 512MB`. */
const budgetBytes = 384 << 20;
const jumps = 300;
const histogramBins = 512;
const place: PlaneWant['place'] = { t: 0, c: 0, z: 0 };

/** Measures one stack. Errors of opening and reading. */
export async function measureStack(path: string): Promise<StackFigures> {
  const { shared, close } = await createNodeEngine({ cacheFolder: false, budgetBytes });
  try {
    const started = performance.now();
    const opened = await openAnyPath(path, shared);
    try {
      if (opened.kind !== 'stack') throw new FirstlightError('unsupported', 'This is no stack of images', { path });
      const { stack } = opened;
      const frames = stack.facts.frames.value;
      const plain = await ChainedSeries.open({ stack, shared }, { place, axis: 'T', chain: [] });
      (await plain.make(frames >> 1)).release();
      const firstPlaneMillis = performance.now() - started;
      const firstPlaneBytes = stack.bytesRead;
      const show = async (series: ChainedSeries, at: number): Promise<void> => {
        const made = await series.make(at);
        measurePlane(shared.kernels, made.result, histogramBins);
        made.release();
      };
      const scrub = await timeEach(jumps, (jump) => show(plain, (jump * 7919) % frames));
      const range = { first: 0, last: frames - 1 };
      const corrected = await ChainedSeries.open({ stack, shared }, { place, axis: 'T', chain: correction(range) });
      await corrected.prepare();
      const chain: number[] = [];
      for (let at = 0; at < Math.min(frames, 50); at += 1) {
        const made = await corrected.make(at);
        chain.push(made.computeMillis);
        made.release();
      }
      const traceMillis = await timed(() => traceSeries({ ...plain.input, range, shape: undefined }));
      const meanMillis = await timed(() => reduceSeries({ ...plain.input, reduction: { of: 'mean', ...range }, budgetBytes }));
      const deviationMillis = await timed(() => reduceSeries({ ...plain.input, reduction: { of: 'std', ...range }, budgetBytes }));
      plain.release();
      corrected.release();
      return {
        frames,
        format: stack.facts.format,
        fileBytes: stack.byteLength,
        firstPlaneMillis,
        firstPlaneBytes,
        scrubMedianMillis: at(scrub, 0.5),
        scrubP95Millis: at(scrub, 0.95),
        chainMillis: at(chain, 0.5),
        traceMillis,
        meanMillis,
        deviationMillis,
        peakBytes: process.resourceUsage().maxRSS * 1024,
      };
    } finally {
      await closeSource(opened);
    }
  } finally {
    await close();
  }
}

function correction(range: { readonly first: number; readonly last: number }): readonly ChainStep[] {
  const by = { kind: 'range', of: 'mean', ...range } as const;
  return [
    { kind: 'subtract', by, amount: 0.5 },
    { kind: 'divide', by, amount: 1 },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function timeEach(count: number, work: (step: number) => Promise<void>): Promise<number[]> {
  const millis: number[] = [];
  for (let step = 1; step <= count; step += 1) millis.push(await timed(() => work(step)));
  return millis;
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
