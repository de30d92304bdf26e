import type { Representation } from '../../events/frame-want.js';
import type { FramePixels } from '../../kernels/event-kernels.js';

/** One finished frame. Arrays are *lent* until `add` settles. */
export interface RenderedFrame {
  /** Row-major RGBA of the output's size. */
  readonly rgba: Uint8Array;
  /** The counts behind the picture of a window of events, of the sensor's size. */
  readonly counted?: { readonly pixels: FramePixels; readonly fromMicros: number; readonly toMicros: number };
}

/** What a writer must know before the first frame. */
export interface FrameWriterOptions {
  readonly path: string;
  /** Size of the picture. */
  readonly width: number;
  readonly height: number;
  /** What is counted, where frames are windows of events: what .npz is written of. */
  readonly counts?: { readonly sensorWidth: number; readonly sensorHeight: number; readonly representation: Representation };
  readonly fps: number;
  /** How many frames will come. */
  readonly frames: number;
  readonly signal: AbortSignal;
}

/** Takes frames in order and writes each as it comes; memory does not grow with their number. */
export interface FrameWriter {
  add(frame: RenderedFrame): Promise<void>;
  /** Makes the file or files appear; resolves to their names (a pattern for a numbered sequence). */
  finish(): Promise<string>;
  /** Removes everything that is not whole. After `finish` it does nothing. */
  abandon(): Promise<void>;
}
