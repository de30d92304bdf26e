import { throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import type { EventRecording } from '../../engine/event-recording.js';
import type { FrameAccumulator } from '../../kernels/event-kernels.js';
import { createNodeEngine } from '../../node/node-engine.js';
import { openPath } from '../../node/open-path.js';
import { frameToRgba } from '../../picture/frame-to-rgba.js';
import { autoLevels, type Levels } from '../../picture/levels.js';
import { eventPalettes } from '../../picture/palettes.js';
import type { RenderOptions } from '../commands/render.js';
import { ProgressLine } from '../progress-line.js';
import { eventOpenOptions } from '../reading-options.js';
import { settleRecording } from '../settle-recording.js';
import { Timing } from '../timing.js';
import { createFrameWriter, type FrameWriter, type RenderedFrame } from './frame-writer.js';
import { planFrames } from './plan-frames.js';
import { scaleRgba } from './scale-rgba.js';

/** Decoded chunks kept while rendering: windows that overlap find theirs again. */
const renderBudgetBytes = 128 << 20;

/** Renders frames of a recording into a file or a numbered sequence, each written as it is made. */
export async function runRender(path: string, options: RenderOptions, signal: AbortSignal): Promise<void> {
  const timing = new Timing(options.timing === true);
  const engine = await timing.phase('start', () => createNodeEngine({ budgetBytes: renderBudgetBytes, cacheFolder: false, workers: 0 }));
  try {
    const recording = await timing.phase('open', () => openPath(path, engine.shared, { options: eventOpenOptions(options), signal }));
    try {
      await timing.phase('index', () => settleRecording(recording, signal));
      await renderRecording(recording, path, options, timing, signal);
    } finally {
      timing.count('bytes read', recording.bytesRead);
      await recording.close();
    }
  } finally {
    await engine.close();
  }
  timing.print();
}

async function renderRecording(
  recording: EventRecording,
  path: string,
  options: RenderOptions,
  timing: Timing,
  signal: AbortSignal,
): Promise<void> {
  const { geometry } = recording.facts;
  if (geometry === undefined) {
    throw new FirstlightError('unsupported', 'The size of the sensor is not known', { path, advice: 'Give it with --geometry WxH.' });
  }
  const plan = planFrames(options, recording.facts, path);
  const [width, height] = options.size ?? [geometry.width, geometry.height];
  const accumulator = recording.shared.kernels.accumulator(options.representation, geometry.width, geometry.height);
  const painter = new FramePainter(options);
  const progress = new ProgressLine();
  const writer = await createFrameWriter({
    path: options.output,
    width,
    height,
    sensorWidth: geometry.width,
    sensorHeight: geometry.height,
    representation: options.representation,
    fps: options.fps,
    frames: plan.count,
    signal,
  });
  try {
    for (let index = 0; index < plan.count; index += 1) {
      throwIfAborted(signal);
      const { fromMicros, toMicros } = plan.windowOf(index);
      await accumulateWindow(recording, accumulator, fromMicros, toMicros, options, timing, signal);
      const frame = await timing.phase('draw', async (): Promise<RenderedFrame> => {
        const pixels = accumulator.pixels();
        const rgba = scaleRgba(painter.paint(pixels), geometry.width, geometry.height, width, height);
        return { rgba, pixels, fromMicros, toMicros };
      });
      await timing.phase('write', () => writer.add(frame));
      progress.show(`Frame ${index + 1} of ${plan.count}`, index + 1, plan.count, 'frames');
    }
    await finishWriting(writer, plan.count, progress, timing);
  } catch (thrown) {
    progress.clear();
    await writer.abandon();
    throw thrown;
  }
}

async function finishWriting(writer: FrameWriter, frames: number, progress: ProgressLine, timing: Timing): Promise<void> {
  const name = await timing.phase('write', () => writer.finish());
  progress.clear();
  timing.count('frames', frames);
  process.stderr.write(`Wrote ${frames} ${frames === 1 ? 'frame' : 'frames'} to ${name}\n`);
}

async function accumulateWindow(
  recording: EventRecording,
  accumulator: FrameAccumulator,
  fromMicros: number,
  toMicros: number,
  options: RenderOptions,
  timing: Timing,
  signal: AbortSignal,
): Promise<void> {
  accumulator.begin({ endMicros: toMicros, tauMicros: options.tau ?? options.window });
  let readStart = performance.now();
  for await (const columns of recording.columns({ fromMicros, toMicros }, { signal })) {
    const addStart = performance.now();
    timing.add('read and decode', addStart - readStart);
    accumulator.add(columns, 0, columns.length);
    readStart = performance.now();
    timing.add('accumulate', readStart - addStart);
    timing.count('events', columns.length);
  }
  timing.add('read and decode', performance.now() - readStart);
}

/** Turns pixels into colours, with levels that are fitted once, to the first frame that shows anything. */
class FramePainter {
  readonly #options: RenderOptions;
  #levels: Levels | undefined;
  #rgba: Uint8Array | undefined;

  constructor(options: RenderOptions) {
    this.#options = options;
    const { levels } = options;
    if (levels !== undefined) this.#levels = { lo: levels[0], hi: levels[1] };
  }

  /** RGBA, *lent* until the next call. */
  paint(pixels: ReturnType<FrameAccumulator['pixels']>): Uint8Array {
    const { representation, palette } = this.#options;
    const levels = this.#levels ?? autoLevels(representation, pixels);
    if (this.#levels === undefined && pixels.some((value: number) => value !== 0)) this.#levels = levels;
    const channels = representation === 'perPolarityCount' ? 2 : 1;
    this.#rgba ??= new Uint8Array((pixels.length / channels) * 4);
    frameToRgba(representation, pixels, eventPalettes[palette], levels, this.#rgba);
    return this.#rgba;
  }
}
