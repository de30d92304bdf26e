import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';
import type { Point } from '../gpu/camera.js';
import { cardMillis } from '../parts/hover-card.js';
import type { Frame } from '../state/view-state.js';

/** A pixel of the sensor, where the cursor lies on the canvas. */
export interface PointedPixel {
  readonly x: number;
  readonly y: number;
  readonly at: Point;
}

/** What happened at a pixel in the window that is shown. */
export interface PixelCard extends PointedPixel {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly events: AnswerOf<'pixel'>;
}

/** Asks what happened at the pixel that the cursor rests on. While frames go by there is no card. */
export class PixelModel {
  readonly card: Signal<PixelCard | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  #key = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  /** The cursor is over a pixel of a frame, or over none. */
  point(pixel: PointedPixel | undefined, frame: Frame | undefined): void {
    const inside = pixel !== undefined && frame !== undefined && isInside(pixel, frame);
    const key = inside && !frame.playing ? `${pixel.x} ${pixel.y} ${frame.fromMicros} ${frame.toMicros}` : '';
    if (key === this.#key) return;
    this.#forget();
    this.#key = key;
    if (key === '' || pixel === undefined || frame === undefined) return;
    this.#timer = setTimeout(() => this.#ask(pixel, frame), cardMillis);
  }

  close(): void {
    this.#forget();
  }

  #ask(pixel: PointedPixel, { fromMicros, toMicros }: Frame): void {
    const { x, y } = pixel;
    this.#stop = this.#questions.ask({ type: 'pixel', recording: this.#recording, x, y, fromMicros, toMicros }, (reply) => {
      // That there is no card is all that an error would say of it; the view says the rest.
      if (reply.type === 'pixel') this.card.value = { ...pixel, fromMicros, toMicros, events: reply };
    });
  }

  #forget(): void {
    this.#key = '';
    clearTimeout(this.#timer);
    this.#stop?.();
    this.#stop = undefined;
    this.card.value = undefined;
  }
}

function isInside({ x, y }: PointedPixel, { width, height }: Frame): boolean {
  return x >= 0 && y >= 0 && x < width && y < height;
}
