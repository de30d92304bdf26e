import { createNodeEngine } from '../../node/node-engine.js';
import { openPath } from '../../node/open-path.js';
import { ProgressLine } from '../progress-line.js';
import { eventOpenOptions, type ReadingOptions } from '../reading-options.js';
import { Timing } from '../timing.js';
import { infoRecord, isPartial } from './info-record.js';
import { infoTable } from './info-table.js';

/** Options of `info` as parsed. */
export interface InfoOptions extends ReadingOptions {
  readonly json?: boolean;
  readonly full?: boolean;
  readonly timing?: boolean;
}

/** Prints what is in a recording; resolves to the exit status: 1 when what could be read is not all there was. */
export async function runInfo(path: string, options: InfoOptions, signal: AbortSignal): Promise<number> {
  const timing = new Timing(options.timing === true);
  const engine = await timing.phase('start', () => createNodeEngine({ cacheFolder: false, workers: 0 }));
  try {
    const recording = await timing.phase('open', () => openPath(path, engine.shared, { options: eventOpenOptions(options), signal }));
    try {
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
      timing.print();
      return isPartial(facts) ? 1 : 0;
    } finally {
      await recording.close();
    }
  } finally {
    await engine.close();
  }
}
