import { type Abortable, throwIfAborted } from '../../base/abort.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../../formats/event-format.js';
import { type GenerateOptions, generateEvents } from '../../generate/generate-events.js';
import type { SceneName } from '../../generate/scene.js';
import { FileSink } from '../../node/file-sink.js';
import { Timing } from '../timing.js';

/** What was written. */
export interface WrittenScene {
  readonly events: number;
  readonly bytes: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
}

/** A scene's options with the size of its sensor. */
export type SizedOptions = GenerateOptions & { readonly width: number; readonly height: number };

export interface WriteSceneOptions extends Abortable {
  readonly onProgress?: (events: number) => void;
  /** Told how long generating, encoding and flushing took. */
  readonly timing?: Timing;
}

/** Streams a generated scene into a file, which appears when it is whole. Memory does not grow with the recording. */
export async function writeScene(
  path: string,
  createWriter: (sink: ByteSink, options: EventWriterOptions) => EventWriter,
  scene: SceneName,
  generate: SizedOptions,
  options: WriteSceneOptions = {},
): Promise<WrittenScene> {
  const timing = options.timing ?? new Timing(false);
  const sink = await FileSink.create(path);
  try {
    const writer = createWriter(sink, generate);
    let events = 0;
    let generateStart = performance.now();
    for (const { columns, triggers } of generateEvents(scene, generate)) {
      throwIfAborted(options.signal);
      timing.add('generate', performance.now() - generateStart);
      await timing.phase('encode and write', () => writer.write(columns, triggers));
      generateStart = performance.now();
      events += columns.length;
      options.onProgress?.(events);
    }
    await timing.phase('encode and write', () => writer.finish());
    const bytes = sink.position;
    await timing.phase('flush', () => sink.finish());
    return { events, bytes, sha256: await sink.sha256() };
  } catch (thrown) {
    await sink.abandon();
    throw thrown;
  }
}
