import type { Abortable } from '../../src/base/abort.js';
import { abortedError } from '../../src/base/abort.js';
import type { ByteSource } from '../../src/bytes/byte-source.js';

/** A source whose reads wait until the test lets them go on, fail or end. Byte `i` holds `i % 251`. */
export class SlowSource implements ByteSource {
  readonly path = 'slow';
  readonly growing = false;
  readonly byteLength: number;
  readonly reads: { offset: number; length: number; signal: AbortSignal | undefined; aborted: boolean }[] = [];
  readonly #waiting: { resolve: () => void; reject: (reason: unknown) => void }[] = [];

  constructor(byteLength: number) {
    this.byteLength = byteLength;
  }

  async read(offset: number, length: number, { signal }: Abortable = {}): Promise<Uint8Array> {
    const read = { offset, length, signal, aborted: false };
    this.reads.push(read);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      signal?.addEventListener('abort', () => {
        read.aborted = true;
        reject(abortedError(signal));
      });
    });
    return Uint8Array.from({ length }, (_, index) => (offset + index) % 251);
  }

  /** Lets every read that waits end well. */
  release(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** Lets every read that waits fail. */
  fail(reason: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  async fingerprint(): Promise<string> {
    return 'slow';
  }

  async close(): Promise<void> {}
}

export function expectedBytes(offset: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (offset + index) % 251);
}
