import type { EventColumns } from '../../shapes/event-columns.js';
import { decayRate, decayValue } from '../decay.js';
import type { FrameAccumulator, FrameKind, FramePixels } from '../event-kernels.js';
import { checkFrameSize } from '../frame-size.js';
import { type SurfaceOptions, surfaceWindow } from '../surface-window.js';

/** Makes an accumulator of plain TypeScript. */
export function twinAccumulator(kind: FrameKind, width: number, height: number): FrameAccumulator {
  checkFrameSize(width, height);
  switch (kind) {
    case 'polarity':
      return new TwinAccumulator(kind, width, height, new Uint8Array(width * height), markPolarity);
    case 'signedCount':
      return new TwinAccumulator(kind, width, height, new Int16Array(width * height), countSigned);
    case 'perPolarityCount':
      return new TwinAccumulator(kind, width, height, new Uint16Array(2 * width * height), countPerPolarity);
    case 'timeSurface':
      return new TwinAccumulator(kind, width, height, new Int16Array(width * height), markTime);
  }
}

type Draw = (pixels: FramePixels, pixel: number, p: number, ageMicros: number, rate: number) => void;

const markPolarity: Draw = (pixels, pixel, p) => {
  pixels[pixel] = 1 + p;
};

const countSigned: Draw = (pixels, pixel, p) => {
  const sum = (pixels[pixel] ?? 0) + (p === 1 ? 1 : -1);
  pixels[pixel] = Math.max(-32_768, Math.min(32_767, sum));
};

const countPerPolarity: Draw = (pixels, pixel, p) => {
  const at = 2 * pixel + 1 - p;
  pixels[at] = Math.min(65_535, (pixels[at] ?? 0) + 1);
};

const markTime: Draw = (pixels, pixel, p, ageMicros, rate) => {
  const value = decayValue(ageMicros, rate);
  pixels[pixel] = p === 1 ? value : -value;
};

class TwinAccumulator implements FrameAccumulator {
  readonly kind: FrameKind;
  readonly width: number;
  readonly height: number;
  readonly #pixels: FramePixels;
  readonly #draw: Draw;
  #endMicros = 0;
  #rate = 0;

  constructor(kind: FrameKind, width: number, height: number, pixels: FramePixels, draw: Draw) {
    this.kind = kind;
    this.width = width;
    this.height = height;
    this.#pixels = pixels;
    this.#draw = draw;
  }

  begin(options?: SurfaceOptions): void {
    if (this.kind === 'timeSurface') {
      const { endMicros, tauMicros } = surfaceWindow(options);
      this.#endMicros = endMicros;
      this.#rate = decayRate(tauMicros);
    }
    this.#pixels.fill(0);
  }

  add(columns: EventColumns, from: number, to: number): void {
    const { t, x, y, p } = columns;
    const end = this.#endMicros - columns.baseMicros;
    for (let i = from; i < to; i++) {
      const column = x[i] ?? 0;
      const row = y[i] ?? 0;
      if (column >= this.width || row >= this.height) continue;
      this.#draw(this.#pixels, row * this.width + column, p[i] ?? 0, Math.max(0, end - (t[i] ?? 0)), this.#rate);
    }
  }

  pixels(): FramePixels {
    return this.#pixels;
  }

  release(): void {}
}
