import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';
import { combineCrc32, crc32 } from '../zip/crc32.js';
import { StoredZipWriter } from '../zip/stored-zip-writer.js';
import { npyFront, npyFrontBytes } from './npy-header-text.js';

/** Bytes of one event: t int64, x uint16, y uint16, p uint8, packed. */
const recordBytes = 13;
const blockEvents = 20_000;
const recordType = "[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]";

/**
 * Writes .npz: one structured array `events` with fields t (µs), x, y, p, and the scalars `width` and `height`; stored, so
 * that any part can be read. One array, because members of an archive follow each other and columns would have to be kept
 * until the end. `np.load(f)['events']` and evutils read it. There is no room for triggers: `droppedTriggers` counts them.
 */
export function createNpzWriter(sink: ByteSink, options: EventWriterOptions): EventWriter {
  return new NpzWriter(sink, options);
}

class NpzWriter implements EventWriter {
  readonly #sink: ByteSink;
  readonly #zip: StoredZipWriter;
  readonly #options: EventWriterOptions;
  readonly #block: Uint8Array = new Uint8Array(blockEvents * recordBytes);
  readonly #view: DataView = new DataView(this.#block.buffer);
  #length = 0;
  #events = 0;
  #crc = 0;
  #dataStart: number | undefined;
  droppedTriggers = 0;

  constructor(sink: ByteSink, options: EventWriterOptions) {
    this.#sink = sink;
    this.#zip = new StoredZipWriter(sink);
    this.#options = options;
  }

  async write(columns: EventColumns, triggers: readonly Trigger[] = []): Promise<void> {
    this.droppedTriggers += triggers.length;
    await this.#begin();
    for (let from = 0; from < columns.length; ) {
      const count = Math.min(columns.length - from, blockEvents - this.#length);
      this.#gather(columns, from, count);
      from += count;
      if (this.#length === blockEvents) await this.#flush();
    }
  }

  async finish(): Promise<void> {
    const start = await this.#begin();
    await this.#flush();
    const front = npyFront(recordType, `(${this.#events},)`);
    await this.#sink.patch(start, front);
    const dataBytes = this.#events * recordBytes;
    await this.#zip.end(npyFrontBytes + dataBytes, combineCrc32(crc32(front), this.#crc, dataBytes));
    await this.#zip.finish();
  }

  /** Writes the scalars and the front of the array, whose length is not known yet; resolves to where the array starts. */
  async #begin(): Promise<number> {
    if (this.#dataStart !== undefined) return this.#dataStart;
    await this.#putScalar('width', this.#options.width);
    await this.#putScalar('height', this.#options.height);
    this.#dataStart = await this.#zip.begin('events.npy');
    await this.#sink.write(npyFront(recordType, '(0,)'));
    return this.#dataStart;
  }

  async #putScalar(name: string, value: number): Promise<void> {
    const bytes = new Uint8Array(npyFrontBytes + 8);
    bytes.set(npyFront("'<i8'", '()'));
    new DataView(bytes.buffer).setUint32(npyFrontBytes, value, true);
    await this.#zip.begin(`${name}.npy`);
    await this.#sink.write(bytes);
    await this.#zip.end(bytes.length, crc32(bytes));
  }

  #gather({ baseMicros, t, x, y, p }: EventColumns, from: number, count: number): void {
    const view = this.#view;
    let place = this.#length * recordBytes;
    for (let i = from; i < from + count; i += 1, place += recordBytes) {
      const micros = baseMicros + t[i]!;
      view.setUint32(place, micros % 2 ** 32, true);
      view.setInt32(place + 4, Math.floor(micros / 2 ** 32), true);
      view.setUint16(place + 8, x[i]!, true);
      view.setUint16(place + 10, y[i]!, true);
      view.setUint8(place + 12, p[i]!);
    }
    this.#length += count;
  }

  async #flush(): Promise<void> {
    if (this.#length === 0) return;
    const bytes = this.#block.slice(0, this.#length * recordBytes);
    this.#events += this.#length;
    this.#length = 0;
    this.#crc = crc32(bytes, this.#crc);
    await this.#sink.write(bytes);
  }
}
