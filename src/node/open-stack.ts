import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { closeSource } from '../engine/open-source.js';
import type { PlaneOpenOptions } from '../shapes/plane-facts.js';
import type { PlaneSource } from '../shapes/plane-source.js';
import { createNodeEngine, type NodeEngineOptions } from './node-engine.js';
import { openAnyPath } from './open-path.js';

export interface OpenStackOptions extends Abortable, NodeEngineOptions {
  /** What the stack does not say itself: number type and sizes of a headerless file, axes, pixel size. */
  readonly reading?: PlaneOpenOptions;
}

/**
 * Opens the stack of images at a path (a file, or a folder of images) or http(s) URL with an engine of its own; closing the
 * stack ends the engine. Nothing but headers is read. Errors: `not-found`, `denied`, `unsupported`, `corrupt`, `truncated`,
 * `network`.
 */
export async function openStack(path: string, options: OpenStackOptions = {}): Promise<PlaneSource> {
  const engine = await createNodeEngine(options);
  try {
    const opened = await openAnyPath(path, engine.shared, { kind: 'stack', planes: options.reading, signal: options.signal });
    if (opened.kind !== 'stack') {
      await closeSource(opened);
      throw new FirstlightError('unsupported', 'This is no stack of images', { path });
    }
    const { stack } = opened;
    const close = stack.close.bind(stack);
    stack.close = async () => {
      await close();
      await engine.close();
    };
    return stack;
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
}
