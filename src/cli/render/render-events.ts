import { throwIfAborted } from '../../base/abort.js';
import type { EventRecording } from '../../engine/event-recording.js';
import { frameGeometry, makeFrame } from '../../engine/make-frame.js';
import { FrameAccumulators } from '../../events/frame-accumulators.js';
import type { EventWindow, FrameWant, Representation } from '../../events/frame-want.js';
import type { FramePixels } from '../../kernels/event-kernels.js';
import { channelsOf, frameToRgba } from '../../picture/frame-to-rgba.js';
import { autoLevels, type Levels } from '../../picture/levels.js';
import { type EventPaletteName, eventPalettes } from '../../picture/palettes.js';
import { isPartial } from '../info/info-record.js';
import { ProgressLine } from '../progress-line.js';
import { settleRecording } from '../settle-recording.js';
import type { Timing } from '../timing.js';
import { createFrameWriter } from './create-frame-writer.js';
import type { FrameWriter } from './frame-writer.js';
import { type FramePlan, planFrames } from './plan-frames.js';
import { isSinglePicture } from './png-name.js';
import type { RenderJob } from './render-job.js';
import { scaleRgba } from './scale-rgba.js';

/** Options of `render` that concern recordings. */
export interface EventRenderOptions {
  readonly output: string;
  readonly from?: number;
  readonly to?: number;
  readonly window: EventWindow;
  readonly stride?: number;
  readonly representation: Representation;
  readonly tau?: number;
  readonly palette: EventPaletteName;
  readonly levels?: readonly [lo: number, hi: number];
  readonly fps: number;
  readonly size?: readonly [width: number, height: number];
}

/** Decoded chunks kept while rendering: windows that overlap find theirs again. */
const renderBudgetBytes = 128 << 20;

/**
 * Renders frames of a recording into a file or a numbered sequence, each written as it is made. Resolves to the exit status: 1
 * where the recording is damaged or cut, as far as that was seen.
 */
export async function renderEvents(
  recording: EventRecording,
  { path, options, timing, signal }: RenderJob<EventRenderOptions>,
): Promise<number> {
  const { scheduler } = recording.shared;
  scheduler.budgetBytes = Math.min(scheduler.budgetBytes, renderBudgetBytes);
  try {
    await timing.phase('index', () => settleRecording(recording, signal));
    await renderRecording(recording, planOutput(options, planFrames(options, recording.facts, path)), options, timing, signal);
  } finally {
    timing.count('bytes read', recording.bytesRead);
  }
  if (!isPartial(recording.facts)) return 0;
  process.stderr.write('firstlight: the recording is damaged or cut; what could be read was rendered\n');
  return 1;
}

/** A .png whose name has no number in it takes the first frame of the range; every other output takes them all. */
function planOutput({ output }: EventRenderOptions, plan: FramePlan): FramePlan {
  return isSinglePicture(output) && plan.count > 1 ? { ...plan, count: 1 } : plan;
}

async function renderRecording(
  recording: EventRecording,
  plan: FramePlan,
  options: EventRenderOptions,
  timing: Timing,
  signal: AbortSignal,
): Promise<void> {
  const sensor = frameGeometry(recording);
  const [width, height] = options.size ?? [sensor.width, sensor.height];
  const { representation, fps } = options;
  const progress = new ProgressLine();
  const writer = await createFrameWriter({
    path: options.output,
    width,
    height,
    counts: { sensorWidth: sensor.width, sensorHeight: sensor.height, representation },
    fps,
    frames: plan.count,
    signal,
  });
  try {
    const accumulators = new FrameAccumulators(recording.shared.kernels);
    const painter = new FramePainter(options);
    for (let index = 0; index < plan.count; index += 1) {
      throwIfAborted(signal);
      const want = { ...plan.frameAt(index), representation, tauMicros: tauOf(options), regions: [] };
      countHits(recording, want, timing);
      const made = await makeFrame(recording, accumulators, want, { signal });
      timing.add('read', made.timing.read);
      timing.add('decode', made.timing.decode);
      timing.add('accumulate', made.timing.accumulate);
      timing.count('events', made.frame.events);
      const { pixels } = made.frame;
      const rgba = await timing.phase('draw', async () => scaleRgba(painter.paint(pixels), sensor.width, sensor.height, width, height));
      await timing.phase('write', () => writer.add({ rgba, counted: { pixels, fromMicros: made.fromMicros, toMicros: made.toMicros } }));
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

function tauOf({ tau, window }: EventRenderOptions): number {
  return tau ?? (window.kind === 'time' ? window.micros : 10_000);
}

/** Counts the chunks of a window, and those of them that are decoded already. */
function countHits(recording: EventRecording, { window, endMicros }: FrameWant, timing: Timing): void {
  if (window.kind !== 'time') return;
  const chunks = recording.chunksKnown(endMicros - window.micros, endMicros) ?? [];
  timing.count('chunks wanted', chunks.length);
  timing.count('cache hits', chunks.filter((chunk) => recording.chunks.isResident(chunk)).length);
}

/** Turns pixels into colours, with levels that are fitted once, to the first frame that shows anything. */
class FramePainter {
  readonly #options: EventRenderOptions;
  #levels: Levels | undefined;
  #rgba: Uint8Array | undefined;

  constructor(options: EventRenderOptions) {
    this.#options = options;
    const { levels } = options;
    if (levels !== undefined) this.#levels = { lo: levels[0], hi: levels[1] };
  }

  /** RGBA, *lent* until the next call. */
  paint(pixels: FramePixels): Uint8Array {
    const { representation, palette } = this.#options;
    const levels = this.#levels ?? autoLevels(representation, pixels);
    if (this.#levels === undefined && pixels.some((value: number) => value !== 0)) this.#levels = levels;
    this.#rgba ??= new Uint8Array((pixels.length / channelsOf(representation)) * 4);
    frameToRgba(representation, pixels, eventPalettes[palette], levels, this.#rgba);
    return this.#rgba;
  }
}
