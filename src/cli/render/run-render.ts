import { closeSource } from '../../engine/open-source.js';
import { createNodeEngine } from '../../node/node-engine.js';
import { openAnyPath } from '../../node/open-path.js';
import { type PlaneOptions, planeOpenOptions } from '../plane-options.js';
import { eventOpenOptions, type ReadingOptions } from '../reading-options.js';
import { tableOpenOptions } from '../table-options.js';
import { Timing } from '../timing.js';
import type { MapRenderOptions } from './map-options.js';
import type { EventRenderOptions } from './render-events.js';
import type { RenderJob } from './render-job.js';
import type { StackRenderOptions } from './render-stack.js';

/** Options of `render` as parsed: those of every kind of data. */
export interface RenderOptions extends EventRenderOptions, StackRenderOptions, MapRenderOptions, ReadingOptions, PlaneOptions {
  readonly raw?: string;
  readonly timing?: boolean;
}

/** Opens what lies behind a path and renders it as its kind is rendered; resolves to the exit status: 1 where a recording was damaged or cut. */
export async function runRender(
  path: string,
  options: RenderOptions,
  signal: AbortSignal,
  refuse: RenderJob<unknown>['refuse'],
): Promise<number> {
  const timing = new Timing(options.timing === true);
  let status = 0;
  const { shared, close } = await timing.phase('start', () => createNodeEngine({ cacheFolder: false, workers: 0 }));
  try {
    const reading = {
      options: eventOpenOptions(options),
      planes: planeOpenOptions(options),
      tables: tableOpenOptions(options),
      kind: options.kind,
      signal,
    };
    const opened = await timing.phase('open', () => openAnyPath(path, shared, reading));
    const job = { path, options, shared, timing, signal, refuse };
    try {
      switch (opened.kind) {
        case 'events': {
          const { renderEvents } = await import('./render-events.js');
          status = await renderEvents(opened.recording, job);
          break;
        }
        case 'cells': {
          const { renderMap } = await import('./render-map.js');
          await renderMap(opened.table, job);
          break;
        }
        case 'stack': {
          const { renderStack } = await import('./render-stack.js');
          await renderStack(opened.stack, job);
          break;
        }
      }
    } finally {
      await closeSource(opened);
    }
  } finally {
    await close();
  }
  timing.print();
  return status;
}
