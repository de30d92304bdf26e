import { createNodeEngine } from '../../node/node-engine.js';
import { openAnyPath } from '../../node/open-path.js';
import { type PlaneOptions, planeOpenOptions } from '../plane-options.js';
import { eventOpenOptions, type ReadingOptions } from '../reading-options.js';
import { Timing } from '../timing.js';
import { showEventInfo } from './event-info.js';
import { showStackInfo } from './stack-info.js';

/** Options of `info` as parsed. */
export interface InfoOptions extends ReadingOptions, PlaneOptions {
  readonly json?: boolean;
  readonly full?: boolean;
  readonly timing?: boolean;
}

/** Prints what is in a file or a folder; resolves to the exit status: 1 when what could be read is not all there was. */
export async function runInfo(path: string, options: InfoOptions, signal: AbortSignal): Promise<number> {
  const timing = new Timing(options.timing === true);
  const engine = await timing.phase('start', () => createNodeEngine({ cacheFolder: false, workers: 0 }));
  try {
    const reading = { options: eventOpenOptions(options), planes: planeOpenOptions(options), kind: options.kind, signal };
    const opened = await timing.phase('open', () => openAnyPath(path, engine.shared, reading));
    const source = opened.kind === 'events' ? opened.recording : opened.stack;
    try {
      const status =
        opened.kind === 'events'
          ? await showEventInfo(path, opened.recording, options, timing, signal)
          : await showStackInfo(path, opened.stack, options, timing, signal);
      timing.print();
      return status;
    } finally {
      await source.close();
    }
  } finally {
    await engine.close();
  }
}
