import type { EventRecording } from '../../engine/event-recording.js';
import { makeFrame } from '../../engine/make-frame.js';
import { FrameAccumulators } from '../../events/frame-accumulators.js';
import type { Representation } from '../../events/frame-want.js';
import { createNodeEngine } from '../node-engine.js';
import { openPath } from '../open-path.js';
import { type MatrixCell, timedRepresentations } from './matrix-cell.js';

const windowMicros = 10_000;
const budgetBytes = 256 << 20;
const frameSeconds = 1;

/**
 * Measures one recording in this process: first frame, frames one after the other, everything once. The process's
 * greatest memory is part of the answer, so that a process should measure one recording and end.
 */
export async function measureCell(path: string): Promise<MatrixCell> {
  const engine = await createNodeEngine({ cacheFolder: false, budgetBytes });
  try {
    const started = performance.now();
    const recording = await openPath(path, engine.shared);
    try {
      const accumulators = new FrameAccumulators(engine.shared.kernels);
      await frameAt(recording, accumulators, middleOf(recording), 'polarity');
      const firstFrameMillis = performance.now() - started;
      const firstFrameBytes = recording.bytesRead;
      const framesPerSecond = { polarity: 0, signedCount: 0, timeSurface: 0 };
      let eventsPerFrame = 0;
      for (const representation of timedRepresentations) {
        const run = await frameRun(recording, accumulators, representation);
        framesPerSecond[representation] = run.frames / run.seconds;
        eventsPerFrame = run.events / run.frames;
      }
      const surveyed = performance.now();
      await recording.survey();
      const processingSeconds = (performance.now() - surveyed) / 1000;
      const { geometry, events, firstMicros, lastMicros, format } = recording.facts;
      return {
        width: geometry?.width ?? 0,
        height: geometry?.height ?? 0,
        format,
        events: events.value,
        durationMicros: (lastMicros?.value ?? 0) - (firstMicros?.value ?? 0),
        fileBytes: recording.byteLength,
        firstFrameMillis,
        firstFrameBytes,
        processingSeconds,
        framesPerSecond,
        eventsPerFrame,
        peakBytes: process.resourceUsage().maxRSS * 1024,
      };
    } finally {
      await recording.close();
    }
  } finally {
    await engine.close();
  }
}

function middleOf({ facts }: EventRecording): number {
  const first = facts.firstMicros?.value ?? 0;
  return Math.round((first + (facts.lastMicros?.value ?? first)) / 2);
}

async function frameAt(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  endMicros: number,
  representation: Representation,
): Promise<number> {
  const want = {
    endMicros,
    window: { kind: 'time', micros: windowMicros },
    representation,
    tauMicros: windowMicros,
    regions: [],
  } as const;
  return (await makeFrame(recording, accumulators, want)).frame.events;
}

/** Windows side by side from the start, again from the start where the recording ends, for about a second. */
async function frameRun(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  representation: Representation,
): Promise<{ readonly frames: number; readonly seconds: number; readonly events: number }> {
  const first = recording.facts.firstMicros?.value ?? 0;
  const last = recording.facts.lastMicros?.value ?? first;
  const windows = Math.max(1, Math.floor((last - first) / windowMicros));
  const started = performance.now();
  let frames = 0;
  let events = 0;
  let seconds = 0;
  do {
    events += await frameAt(recording, accumulators, first + windowMicros * ((frames % windows) + 1), representation);
    frames += 1;
    seconds = (performance.now() - started) / 1000;
  } while (seconds < frameSeconds);
  return { frames, seconds, events };
}
