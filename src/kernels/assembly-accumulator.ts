import { FirstlightError } from '../base/errors.js';
import type { EventColumns } from '../shapes/event-columns.js';
import type { AssemblyMemory } from './assembly-memory.js';
import { scratchBytes } from './context-slots.js';
import { decayRate } from './decay.js';
import type { FrameAccumulator, FrameKind, FramePixels } from './event-kernels.js';
import { type SurfaceOptions, surfaceWindow } from './surface-window.js';

const pixelBytes = { polarity: 1, signedCount: 2, perPolarityCount: 4, timeSurface: 2 } as const;

/** An accumulator whose frame lies in WebAssembly memory. */
export class AssemblyAccumulator implements FrameAccumulator {
  readonly kind: FrameKind;
  readonly width: number;
  readonly height: number;
  /** What the owner of the memory frees when this is forgotten. */
  readonly address: number;
  readonly #memory: AssemblyMemory;
  readonly #byteLength: number;
  readonly #pixels: FramePixels;
  readonly #onRelease: (accumulator: AssemblyAccumulator) => void;
  #released = false;
  #endMicros = 0;
  #rate = 0;

  /** Throws `out-of-range` on a size that no frame has, `too-large` where the memory has no room for it. */
  constructor(
    memory: AssemblyMemory,
    kind: FrameKind,
    width: number,
    height: number,
    onRelease: (accumulator: AssemblyAccumulator) => void,
  ) {
    this.kind = kind;
    this.width = width;
    this.height = height;
    this.#memory = memory;
    this.#onRelease = onRelease;
    this.#byteLength = width * height * pixelBytes[kind];
    this.address = memory.arena.allocate(this.#byteLength + scratchBytes);
    this.#pixels = pixelView(memory.buffer, this.address, kind, width * height);
    memory.exports.clear(this.address, this.#byteLength);
  }

  begin(options?: SurfaceOptions): void {
    this.#check();
    if (this.kind === 'timeSurface') {
      const { endMicros, tauMicros } = surfaceWindow(options);
      this.#endMicros = endMicros;
      this.#rate = decayRate(tauMicros);
    }
    this.#memory.exports.clear(this.address, this.#byteLength);
  }

  add(columns: EventColumns, from: number, to: number): void {
    this.#check();
    const { exports } = this.#memory;
    const { address, width, height } = this;
    this.#memory.withColumns(columns, from, to, (t, x, y, p, count, baseMicros) => {
      switch (this.kind) {
        case 'polarity':
          exports.drawPolarity(address, width, height, x, y, p, count);
          break;
        case 'signedCount':
          exports.drawSigned(address, width, height, x, y, p, count);
          break;
        case 'perPolarityCount':
          exports.drawPerPolarity(address, width, height, x, y, p, count);
          break;
        case 'timeSurface': {
          exports.drawSurface(address, width, height, t, x, y, p, count, this.#endMicros - baseMicros, this.#rate);
          break;
        }
      }
    });
  }

  pixels(): FramePixels {
    this.#check();
    return this.#pixels;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#onRelease(this);
  }

  #check(): void {
    if (this.#released) throw new FirstlightError('internal', 'A released accumulator was used');
  }
}

function pixelView(buffer: ArrayBufferLike, address: number, kind: FrameKind, pixels: number): FramePixels {
  switch (kind) {
    case 'polarity':
      return new Uint8Array(buffer, address, pixels);
    case 'perPolarityCount':
      return new Uint16Array(buffer, address, 2 * pixels);
    case 'signedCount':
    case 'timeSurface':
      return new Int16Array(buffer, address, pixels);
  }
}
