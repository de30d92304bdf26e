import { throwIfAborted } from '../base/abort.js';
import { PixelTally } from '../events/pixel-tally.js';
import { trimColumns } from '../events/trim-columns.js';
import type { RequestOf } from '../protocol/requests.js';
import { heldEvents } from './held-source.js';
import { finalQuality } from './make-frame.js';
import type { QuestionContext } from './question-context.js';

const sliceMillis = 8;

/** What happened at one pixel in a window: counts, the first and the last event. Reads behind what views want. */
export async function answerPixel(
  context: QuestionContext,
  { request, recording: name, x, y, fromMicros, toMicros }: RequestOf<'pixel'>,
  signal: AbortSignal,
): Promise<void> {
  const held = heldEvents(await context.hold(name));
  const { recording } = held;
  const { clock } = recording.shared.ports;
  try {
    const tally = new PixelTally(recording.shared.kernels, x, y);
    const chunks = await recording.chunksOf(fromMicros, toMicros, { signal });
    let sliceStart = clock.now();
    for await (const { runs } of recording.chunks.walk(chunks, { signal, tier: 'prefetch' })) {
      for (const { columns, ascending } of runs) {
        trimColumns(columns, ascending, fromMicros, toMicros, (run, from, to) => tally.add(run, from, to));
      }
      if (clock.now() - sliceStart < sliceMillis) continue;
      await clock.turn();
      sliceStart = clock.now();
    }
    throwIfAborted(signal);
    const { on, off, first, last } = tally.finish();
    context.send({ type: 'pixel', request, x, y, on, off, first, last, quality: finalQuality(recording) });
  } finally {
    held.release();
  }
}
