import { FirstlightError } from '../base/errors.js';

const alignment = 64;

interface Gap {
  address: number;
  byteLength: number;
}

/**
 * Hands out runs of one fixed memory, first fit, and takes them back. The memory never grows, so that views into it stay
 * valid; its untouched pages cost nothing.
 */
export class Arena {
  readonly #gaps: Gap[];
  readonly #used = new Map<number, number>();
  readonly byteLength: number;
  #usedBytes = 0;

  /** Hands out addresses from `start` up to `end`, aligned to 64 bytes. */
  constructor(start: number, end: number) {
    const address = roundUp(start);
    this.byteLength = Math.max(0, end - address);
    this.#gaps = [{ address, byteLength: this.byteLength }];
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** The address of `byteLength` free bytes; their content is whatever was there. Throws `too-large` when none are left. */
  allocate(byteLength: number): number {
    const wanted = roundUp(Math.max(1, byteLength));
    const index = this.#gaps.findIndex((gap) => gap.byteLength >= wanted);
    const gap = this.#gaps[index];
    if (gap === undefined) {
      throw new FirstlightError(
        'too-large',
        `The kernels' memory has no ${byteLength} bytes left: ${this.#usedBytes} of ${this.byteLength} are in use`,
        { advice: 'Give the kernels more memory or ask for less at a time.' },
      );
    }
    const address = gap.address;
    gap.address += wanted;
    gap.byteLength -= wanted;
    if (gap.byteLength === 0) this.#gaps.splice(index, 1);
    this.#used.set(address, wanted);
    this.#usedBytes += wanted;
    return address;
  }

  /** Takes back what {@link allocate} gave. */
  free(address: number): void {
    const byteLength = this.#used.get(address);
    if (byteLength === undefined) throw new FirstlightError('internal', `Address ${address} was not handed out`);
    this.#used.delete(address);
    this.#usedBytes -= byteLength;
    const after = this.#gaps.findIndex((gap) => gap.address > address);
    const index = after < 0 ? this.#gaps.length : after;
    this.#gaps.splice(index, 0, { address, byteLength });
    this.#join(index);
    if (index > 0) this.#join(index - 1);
  }

  #join(index: number): void {
    const gap = this.#gaps[index];
    const next = this.#gaps[index + 1];
    if (gap === undefined || next === undefined || gap.address + gap.byteLength !== next.address) return;
    gap.byteLength += next.byteLength;
    this.#gaps.splice(index + 1, 1);
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
