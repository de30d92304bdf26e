import type { EventRecording } from '../../engine/event-recording.js';
import { ProgressLine } from '../progress-line.js';
import type { Timing } from '../timing.js';
import { infoRecord, isPartial } from './info-record.js';
import { infoTable } from './info-table.js';

/** Prints what is in an event recording; resolves to the exit status. */
export async function showEventInfo(
  path: string,
  recording: EventRecording,
  options: { readonly json?: boolean; readonly full?: boolean },
  timing: Timing,
  signal: AbortSignal,
): Promise<number> {
  let sha256: string | undefined;
  if (options.full === true) {
    const progress = new ProgressLine();
    ({ sha256 } = await timing.phase('read and decode', () =>
      recording.survey({
        digest: true,
        signal,
        onProgress: ({ bytesRead, bytesTotal }) => progress.show('Reading', bytesRead, bytesTotal, 'bytes'),
      }),
    ));
    progress.clear();
  }
  const { facts, bytesRead, byteLength } = recording;
  const subject = { path, facts, bytesRead, sha256 };
  if (options.json === true) process.stdout.write(`${JSON.stringify(infoRecord(subject))}\n`);
  else process.stdout.write(infoTable({ ...subject, byteLength }));
  timing.count('bytes read', bytesRead);
  timing.count('events', facts.events.value);
  return isPartial(facts) ? 1 : 0;
}
