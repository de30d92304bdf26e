import { type Abortable, throwIfAborted } from '../../base/abort.js';
import type { ByteSink } from '../../formats/event-format.js';
import type { PlaneWriter, PlaneWriterOptions } from '../../formats/plane-writer.js';
import { generateSpray, type SprayOptions } from '../../generate/spray.js';
import { FileSink } from '../../node/file-sink.js';

/** What was written. */
export interface WrittenSpray {
  readonly bytes: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
}

/** 20 ms and 12 µm: of a camera at 50 frames a second that looks at a few millimetres. */
const frameIntervalSeconds = 0.02;
const pixelSize = { x: 12, y: 12, unit: 'µm' } as const;

/** Streams a generated spray into a file, which appears when it is whole. Memory does not grow with the series. */
export async function writeSpray(
  path: string,
  createWriter: (sink: ByteSink, options: PlaneWriterOptions) => PlaneWriter,
  options: SprayOptions,
  { signal, onProgress }: Abortable & { readonly onProgress?: (frames: number) => void } = {},
): Promise<WrittenSpray> {
  const { frames, width, height } = options;
  const spray = generateSpray(options);
  const sink = await FileSink.create(path);
  try {
    const writer = createWriter(sink, { frames, width, height, channels: 1, dtype: 'uint16', pixelSize, frameIntervalSeconds });
    let written = 0;
    for (const image of spray.frames()) {
      throwIfAborted(signal);
      await writer.write(image);
      written += 1;
      onProgress?.(written);
    }
    await writer.finish();
    const bytes = sink.position;
    await sink.finish();
    return { bytes, sha256: await sink.sha256() };
  } catch (thrown) {
    await sink.abandon();
    throw thrown;
  }
}
