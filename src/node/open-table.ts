import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { closeSource } from '../engine/open-source.js';
import type { TableOpenOptions } from '../shapes/table-facts.js';
import type { TableSource } from '../shapes/table-source.js';
import { createNodeEngine, type NodeEngineOptions } from './node-engine.js';
import { openAnyPath } from './open-path.js';

export interface OpenTableOptions extends Abortable, NodeEngineOptions {
  /** Which of several tables it is. */
  readonly reading?: TableOpenOptions;
}

/**
 * Opens the table of cells at a path (a file, a Zarr store or an export in a folder) or http(s) URL with an engine of its own;
 * closing the table ends the engine. Nothing but headers is read. Errors: `not-found`, `denied`, `unsupported`, `corrupt`,
 * `truncated`, `network`.
 */
export async function openTable(path: string, options: OpenTableOptions = {}): Promise<TableSource> {
  const engine = await createNodeEngine(options);
  try {
    const opened = await openAnyPath(path, engine.shared, { kind: 'cells', tables: options.reading, signal: options.signal });
    if (opened.kind !== 'cells') {
      await closeSource(opened);
      throw new FirstlightError('unsupported', 'This is no table of cells', { path });
    }
    const { table } = opened;
    const close = table.close.bind(table);
    table.close = async () => {
      await close();
      await engine.close();
    };
    return table;
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
}
