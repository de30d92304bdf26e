import type { EventSink, Trigger } from '../../shapes/event-columns.js';
import type { DecoderState, DecodeTally, EventDecoder } from '../event-kernels.js';
import { EventBlock } from './event-block.js';

/** A decoder of records of one fixed size; subclasses read one record at a time. */
export abstract class RecordDecoder implements EventDecoder {
  protected readonly block: EventBlock;
  readonly #recordBytes: number;
  readonly #cut: Uint8Array;
  #cutLength = 0;

  constructor(recordBytes: number, width: number, height: number, previousMicros: number) {
    this.#recordBytes = recordBytes;
    this.#cut = new Uint8Array(recordBytes);
    this.block = new EventBlock(width, height, previousMicros);
  }

  /** Reads the record at `offset`. */
  protected abstract read(view: DataView, offset: number, sink: EventSink): void;

  abstract state(): DecoderState;

  get tally(): Readonly<DecodeTally> {
    return this.block.tally;
  }

  decode(bytes: Uint8Array, sink: EventSink): void {
    let offset = 0;
    if (this.#cutLength > 0) {
      offset = Math.min(this.#recordBytes - this.#cutLength, bytes.length);
      this.#cut.set(bytes.subarray(0, offset), this.#cutLength);
      this.#cutLength += offset;
      if (this.#cutLength < this.#recordBytes) return;
      this.#cutLength = 0;
      this.read(new DataView(this.#cut.buffer), 0, sink);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - this.#recordBytes;
    for (; offset <= end; offset += this.#recordBytes) this.read(view, offset, sink);
    this.block.flush(sink);
    this.#cutLength = bytes.length - offset;
    this.#cut.set(bytes.subarray(offset));
  }

  finish(sink: EventSink): void {
    this.block.flush(sink);
    this.block.tally.truncatedBytes += this.#cutLength;
    this.#cutLength = 0;
  }

  takeTriggers(): Trigger[] {
    return this.block.takeTriggers();
  }
}
