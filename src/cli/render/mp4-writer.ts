import { type ChildProcess, spawn } from 'node:child_process';
import { FirstlightError } from '../../base/errors.js';
import { PendingFile } from '../../node/pending-file.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/**
 * An H.264 MP4: by `ffmpeg` where it is on PATH, else by the optional package `@mediabunny/server`. `unsupported`, naming
 * both, without either.
 */
export async function createMp4Writer(options: FrameWriterOptions): Promise<FrameWriter> {
  const encoder = await findFfmpegEncoder();
  if (encoder !== undefined) {
    const pending = await PendingFile.create(options.path);
    return new FfmpegWriter(options, pending, encoder);
  }
  const { createMediabunnyWriter } = await import('./mediabunny-writer.js');
  const writer = await createMediabunnyWriter(options);
  if (writer !== undefined) return writer;
  throw new FirstlightError('unsupported', 'Writing MP4 needs a video encoder', {
    path: options.path,
    advice: 'Install ffmpeg so that it is on PATH, or the packages mediabunny and @mediabunny/server beside firstlight.',
  });
}

/** The first of the encoders that this ffmpeg has; undefined without ffmpeg. */
async function findFfmpegEncoder(): Promise<string | undefined> {
  const list = await new Promise<string>((resolve) => {
    let text = '';
    const probe = spawn('ffmpeg', ['-hide_banner', '-encoders'], { stdio: ['ignore', 'pipe', 'ignore'] });
    probe.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    probe.on('error', () => resolve(''));
    probe.on('close', () => resolve(text));
  });
  return ['libx264', 'libopenh264', 'h264_videotoolbox', 'mpeg4'].find((name) => new RegExp(`\\s${name}\\s`).test(list));
}

class FfmpegWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #pending: PendingFile;
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;
  #complaints = '';

  constructor(options: FrameWriterOptions, pending: PendingFile, encoder: string) {
    this.#options = options;
    this.#pending = pending;
    const { width, height, fps } = options;
    const quality = encoder === 'libx264' ? ['-crf', '18', '-preset', 'veryfast'] : ['-b:v', '20M'];
    const input = [
      '-f',
      'rawvideo',
      '-pixel_format',
      'rgba',
      '-video_size',
      `${width}x${height}`,
      '-framerate',
      String(fps),
      '-i',
      'pipe:0',
    ];
    // 4:2:0 needs even sides: a row or column is repeated, not scaled.
    const even = width % 2 === 0 && height % 2 === 0 ? [] : ['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2'];
    const output = ['-an', '-c:v', encoder, ...quality, ...even, '-pix_fmt', 'yuv420p', '-movflags', '+faststart', '-f', 'mp4', '-y'];
    // Its own process group: Ctrl-C is ours to handle.
    this.#process = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...input, ...output, pending.temporaryPath], {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      this.#complaints = (this.#complaints + piece).slice(-2000);
    });
    // A broken pipe is told by the exit status, with ffmpeg's reason.
    this.#process.stdin?.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      this.#process.on('error', () => resolve(-1));
      this.#process.on('close', resolve);
    });
    process.once('exit', this.#kill);
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { stdin } = this.#process;
    const taken = new Promise<boolean>((resolve) => {
      if (stdin === null || stdin.destroyed) resolve(false);
      else stdin.write(frame.rgba, (error) => resolve(error === undefined || error === null));
    });
    if (!(await taken)) throw await this.#failure();
  }

  async finish(): Promise<string> {
    this.#process.stdin?.end();
    if ((await this.#ended) !== 0) throw await this.#failure();
    process.off('exit', this.#kill);
    await this.#pending.commit();
    return this.#options.path;
  }

  async abandon(): Promise<void> {
    this.#kill();
    await this.#ended;
    process.off('exit', this.#kill);
    await this.#pending.abandon();
  }

  readonly #kill = (): void => {
    if (this.#process.exitCode === null) this.#process.kill('SIGKILL');
  };

  async #failure(): Promise<FirstlightError> {
    const status = await this.#ended;
    const reason = this.#complaints.trim().split('\n').at(-1) ?? '';
    return new FirstlightError('unsupported', `ffmpeg stopped with status ${status}${reason === '' ? '' : `: ${reason}`}`, {
      path: this.#options.path,
    });
  }
}
