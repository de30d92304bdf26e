import { FirstlightError } from '../base/errors.js';
import type { EventColumns } from '../shapes/event-columns.js';
import type { AssemblyMemory } from './assembly-memory.js';
import { scratchBytes } from './context-slots.js';
import { decayRate } from './decay.js';
import type { FrameAccumulator, FrameKind, FramePixels } from './event-kernels.js';
import { type SurfaceOptions, surfaceWindow } from './surface-window.js';

const allColumns = ['t', 'x', 'y', 'p'] as const;
const drawnColumns = ['x', 'y', 'p'] as const;

const largestSum = 32_767;

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
  /** Events that can be counted before any sum may leave 16 bits. */
  #free = 0;

  /** Throws `too-large` where the memory has no room for the frame. */
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
    const pixels = width * height;
    this.#byteLength = pixels * pixelBytes[kind];
    this.address = memory.arena.allocate(this.#byteLength + scratchBytes);
    this.#pixels = pixelView(memory.buffer, this.address, kind, pixels);
    this.#clear();
  }

  begin(options?: SurfaceOptions): void {
    this.#check();
    if (this.kind === 'timeSurface') {
      const { endMicros, tauMicros } = surfaceWindow(options);
      this.#endMicros = endMicros;
      this.#rate = decayRate(tauMicros);
    }
    this.#clear();
  }

  add(columns: EventColumns, from: number, to: number): void {
    this.#check();
    const needed = this.kind === 'timeSurface' ? allColumns : drawnColumns;
    this.#memory.withColumns(columns, from, to, needed, (t, x, y, p, count, base) => this.#draw(t, x, y, p, count, base));
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

  #draw(t: number, x: number, y: number, p: number, count: number, baseMicros: number): void {
    const { exports } = this.#memory;
    const { address, width, height } = this;
    switch (this.kind) {
      case 'polarity':
        exports.drawPolarity(address, width, height, x, y, p, count);
        break;
      case 'signedCount':
        exports.drawSigned(address, width, height, x, y, p, count, this.#free);
        this.#free = Math.max(0, this.#free - count);
        break;
      case 'perPolarityCount':
        exports.drawPerPolarity(address, width, height, x, y, p, count);
        break;
      case 'timeSurface':
        this.#drawSurface(t, x, y, p, count, this.#endMicros - baseMicros);
        break;
    }
  }

  #drawSurface(t: number, x: number, y: number, p: number, count: number, end: number): void {
    const near = end >= 0 && end <= 0xffff_ffff;
    const { address, width, height } = this;
    this.#memory.exports.drawSurface(address, width, height, t, x, y, p, count, near ? 1 : 0, near ? end : 0, end, this.#rate);
  }

  #clear(): void {
    this.#memory.exports.clear(this.address, this.#byteLength);
    this.#free = largestSum;
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
