import type { Abortable } from '../../src/base/abort.js';
import type { ByteSource } from '../../src/bytes/byte-source.js';

/** A distant source: reads that are asked for together take one round of waiting, and rounds are counted. */
export class RoundSource implements ByteSource {
  readonly path = 'https://far.example/recording';
  readonly growing = false;
  readonly byteLength: number;
  rounds = 0;
  ranges = 0;
  bytes = 0;
  readonly #inner: ByteSource;
  #round: Promise<void> | undefined;

  constructor(inner: ByteSource) {
    this.#inner = inner;
    this.byteLength = inner.byteLength;
  }

  async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    this.ranges += 1;
    this.bytes += length;
    if (this.#round === undefined) {
      this.rounds += 1;
      this.#round = new Promise<void>((resolve) => setTimeout(resolve, 1)).then(() => {
        this.#round = undefined;
      });
    }
    await this.#round;
    return this.#inner.read(offset, length, options);
  }

  fingerprint(options: Abortable = {}): Promise<string> {
    return this.#inner.fingerprint(options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** What was counted since the last call. */
  take(): { readonly rounds: number; readonly ranges: number; readonly bytes: number } {
    const { rounds, ranges, bytes } = this;
    this.rounds = 0;
    this.ranges = 0;
    this.bytes = 0;
    return { rounds, ranges, bytes };
  }
}
