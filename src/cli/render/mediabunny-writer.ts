import type { Output, VideoSampleSource } from 'mediabunny';
import { PendingFile } from '../../node/pending-file.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/** An H.264 MP4 by the optional packages `mediabunny` and `@mediabunny/server`; undefined where they are not installed. */
export async function createMediabunnyWriter(options: FrameWriterOptions): Promise<FrameWriter | undefined> {
  const modules = await loadMediabunny();
  if (modules === undefined) return undefined;
  modules.server.registerMediabunnyServer();
  const pending = await PendingFile.create(options.path);
  try {
    const { Output, Mp4OutputFormat, FilePathTarget, VideoSampleSource, QUALITY_HIGH } = modules.media;
    const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(pending.temporaryPath) });
    const source = new VideoSampleSource({ codec: 'avc', bitrate: QUALITY_HIGH });
    output.addVideoTrack(source, { frameRate: options.fps });
    await output.start();
    return new MediabunnyWriter(options, pending, modules.media, output, source);
  } catch (thrown) {
    await pending.abandon();
    throw thrown;
  }
}

interface Modules {
  readonly media: typeof import('mediabunny');
  readonly server: typeof import('@mediabunny/server');
}

async function loadMediabunny(): Promise<Modules | undefined> {
  try {
    return { media: await import('mediabunny'), server: await import('@mediabunny/server') };
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw thrown;
  }
}

class MediabunnyWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #pending: PendingFile;
  readonly #media: Modules['media'];
  readonly #output: Output;
  readonly #source: VideoSampleSource;
  #frame = 0;

  constructor(options: FrameWriterOptions, pending: PendingFile, media: Modules['media'], output: Output, source: VideoSampleSource) {
    this.#options = options;
    this.#pending = pending;
    this.#media = media;
    this.#output = output;
    this.#source = source;
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { width, height, fps } = this.#options;
    const even = padToEven(frame.rgba, width, height);
    const sample = new this.#media.VideoSample(even.rgba, {
      format: 'RGBA',
      codedWidth: even.width,
      codedHeight: even.height,
      timestamp: this.#frame / fps,
      duration: 1 / fps,
    });
    this.#frame += 1;
    try {
      await this.#source.add(sample);
    } finally {
      sample.close();
    }
  }

  async finish(): Promise<string> {
    await this.#output.finalize();
    await this.#pending.commit();
    return this.#options.path;
  }

  async abandon(): Promise<void> {
    await this.#output.cancel().catch(() => undefined);
    await this.#pending.abandon();
  }
}

/** 4:2:0 needs even sides: black is added on the right and below. */
function padToEven(
  rgba: Uint8Array,
  width: number,
  height: number,
): { readonly rgba: Uint8Array; readonly width: number; readonly height: number } {
  const evenWidth = width + (width % 2);
  const evenHeight = height + (height % 2);
  if (evenWidth === width && evenHeight === height) return { rgba: rgba.slice(), width, height };
  const padded = new Uint8Array(evenWidth * evenHeight * 4);
  for (let y = 0; y < height; y += 1) padded.set(rgba.subarray(y * width * 4, (y + 1) * width * 4), y * evenWidth * 4);
  return { rgba: padded, width: evenWidth, height: evenHeight };
}
