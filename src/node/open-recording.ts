import type { Abortable } from '../base/abort.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import type { EventSource } from '../shapes/event-source.js';
import { createNodeEngine, type NodeEngineOptions } from './node-engine.js';
import { openPath } from './open-path.js';

export interface OpenRecordingOptions extends Abortable, NodeEngineOptions {
  /** What the recording does not say itself: geometry, columns, time unit, polarity. */
  readonly reading?: EventOpenOptions;
}

/**
 * Opens the event recording at a path or http(s) URL with an engine of its own; closing the recording ends the engine.
 * Nothing but headers is read. Errors: `not-found`, `denied`, `unsupported`, `corrupt`, `truncated`, `network`.
 */
export async function openRecording(path: string, options: OpenRecordingOptions = {}): Promise<EventSource> {
  const engine = await createNodeEngine(options);
  try {
    const recording = await openPath(path, engine.shared, {
      signal: options.signal,
      ...(options.reading === undefined ? {} : { options: options.reading }),
    });
    const close = recording.close.bind(recording);
    recording.close = async () => {
      await close();
      await engine.close();
    };
    return recording;
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
}
