import { closeSource, type OpenedSource } from '../../engine/open-source.js';
import { createNodeEngine } from '../../node/node-engine.js';
import { openAnyPath } from '../../node/open-path.js';
import { type PlaneOptions, planeOpenOptions } from '../plane-options.js';
import { eventOpenOptions, type ReadingOptions } from '../reading-options.js';
import { tableOpenOptions } from '../table-options.js';
import { Timing } from '../timing.js';
import { showCellsInfo } from './cells-info.js';
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
    const reading = {
      options: eventOpenOptions(options),
      planes: planeOpenOptions(options),
      tables: tableOpenOptions(options),
      kind: options.kind,
      signal,
    };
    const opened = await timing.phase('open', () => openAnyPath(path, engine.shared, reading));
    try {
      const status = await showInfo(path, opened, options, timing, signal);
      timing.print();
      return status;
    } finally {
      await closeSource(opened);
    }
  } finally {
    await engine.close();
  }
}

function showInfo(path: string, opened: OpenedSource, options: InfoOptions, timing: Timing, signal: AbortSignal): Promise<number> {
  if (opened.kind === 'events') return showEventInfo(path, opened.recording, options, timing, signal);
  if (opened.kind === 'stack') return showStackInfo(path, opened.stack, options, timing, signal);
  return showCellsInfo(path, opened.table, options, timing, signal);
}
