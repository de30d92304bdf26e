import type { EventRecording } from '../engine/event-recording.js';
import { ProgressLine } from './progress-line.js';

/**
 * Makes a recording's clock, end and sensor size certain before it is worked through: where any of them is not known
 * without reading everything, everything is read once, with a progress line.
 */
export async function settleRecording(recording: EventRecording, signal: AbortSignal): Promise<void> {
  const { geometry, lastMicros, events } = recording.facts;
  const sizeKnown = geometry !== undefined && geometry.source !== 'sampled' && geometry.source !== 'unknown';
  const timeKnown = lastMicros?.exactness === 'exact' || (events.exactness === 'exact' && events.value === 0);
  if (sizeKnown && timeKnown && recording.layout.stateLength === 0) return;
  const progress = new ProgressLine();
  try {
    await recording.survey({
      signal,
      onProgress: ({ bytesRead, bytesTotal }) => progress.show('Indexing', bytesRead, bytesTotal, 'bytes'),
    });
  } finally {
    progress.clear();
  }
}
