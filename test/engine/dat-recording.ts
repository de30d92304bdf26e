import type { ByteSource } from '../../src/bytes/byte-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';

/** One event of a made-up recording. */
export interface TestEvent {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly p: 0 | 1;
}

/** A DAT file (version 2) of these events, in their order. */
export function datBytes(events: readonly TestEvent[], width: number, height: number): Uint8Array {
  const header = datHeader(width, height);
  const bytes = new Uint8Array(header.length + 8 * events.length);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  for (const [i, { t, x, y, p }] of events.entries()) {
    view.setUint32(8 * i, t, true);
    view.setUint32(8 * i + 4, x | (y << 14) | (p << 28), true);
  }
  return bytes;
}

export function datHeader(width: number, height: number): Uint8Array {
  const text = new TextEncoder().encode(`% Height ${height}\n% Version 2\n% Width ${width}\n% end\n`);
  return Uint8Array.of(...text, 12, 8);
}

/** Event `i` of a recording that is made as it is read: times ascend by `stepMicros`. */
export function madeUpEvent(i: number, stepMicros: number, width: number, height: number): TestEvent {
  return { t: Math.floor(i * stepMicros), x: (i * 7) % width, y: (i * 13) % height, p: (i % 3 === 0 ? 1 : 0) as 0 | 1 };
}

/** A DAT recording of any length that takes no room: records are computed as they are read. Counts what is read. */
export class MadeUpDat implements ByteSource {
  readonly path = 'made-up.dat';
  readonly growing = false;
  readonly byteLength: number;
  readonly reads: { readonly offset: number; readonly length: number }[] = [];
  aborted = 0;
  /** Reads wait for this, where a test wants to look at them. */
  gate: Promise<void> | (() => Promise<void>) = Promise.resolve();
  readonly #header: Uint8Array;

  constructor(
    readonly events: number,
    readonly stepMicros: number,
    readonly width = 1280,
    readonly height = 720,
  ) {
    this.#header = datHeader(width, height);
    this.byteLength = this.#header.length + 8 * events;
  }

  get bytesRead(): number {
    return this.reads.reduce((sum, { length }) => sum + length, 0);
  }

  async read(offset: number, length: number, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array> {
    this.reads.push({ offset, length });
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        this.aborted += 1;
        reject(new DOMException('aborted', 'AbortError'));
      });
      void (typeof this.gate === 'function' ? this.gate() : this.gate).then(resolve);
    });
    const bytes = new Uint8Array(length);
    const header = this.#header.length;
    if (offset < header) bytes.set(this.#header.subarray(offset, offset + length));
    const firstRecord = Math.max(0, Math.floor((offset - header) / 8));
    const endRecord = Math.min(this.events, Math.ceil((offset + length - header) / 8));
    const record = new Uint8Array(8);
    const view = new DataView(record.buffer);
    for (let i = firstRecord; i < endRecord; i += 1) {
      const { t, x, y, p } = madeUpEvent(i, this.stepMicros, this.width, this.height);
      view.setUint32(0, t, true);
      view.setUint32(4, x | (y << 14) | (p << 28), true);
      const at = header + 8 * i - offset;
      for (let byte = Math.max(0, -at); byte < 8 && at + byte < length; byte += 1) bytes[at + byte] = record[byte]!;
    }
    return bytes;
  }

  async fingerprint(): Promise<string> {
    return `made-up-${this.events}-${this.stepMicros}`;
  }

  async close(): Promise<void> {}
}

export function datSource(events: readonly TestEvent[], width: number, height: number): MemorySource {
  return new MemorySource(datBytes(events, width, height), 'test.dat');
}
