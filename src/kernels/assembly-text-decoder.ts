import type { EventSink } from '../shapes/event-columns.js';
import { AssemblyDecoder } from './assembly-decoder.js';
import { stagingBytes } from './assembly-memory.js';
import { textLineLimit } from './block-layout.js';

const lineFeed = 10;

/** A text decoder that runs in WebAssembly: hands whole lines on and keeps the line that is cut. */
export class AssemblyTextDecoder extends AssemblyDecoder {
  /** One byte more than a line may have, so that a longer one is still seen as longer, and its line feed. */
  readonly #line: Uint8Array = new Uint8Array(textLineLimit + 2);
  #lineLength = 0;

  override decode(bytes: Uint8Array, sink: EventSink): void {
    const step = this.memory.holds(bytes) ? bytes.length : stagingBytes;
    for (let from = 0; from < bytes.length; from += step) this.#decodePiece(bytes.subarray(from, from + step), sink);
  }

  override finish(sink: EventSink): void {
    if (this.#lineLength > 0) this.#endLine(sink);
  }

  #decodePiece(bytes: Uint8Array, sink: EventSink): void {
    let rest = bytes;
    if (this.#lineLength > 0) {
      const end = bytes.indexOf(lineFeed);
      if (end < 0) {
        this.#keep(bytes);
        return;
      }
      this.#keep(bytes.subarray(0, end));
      this.#endLine(sink);
      rest = bytes.subarray(end + 1);
    }
    const whole = rest.lastIndexOf(lineFeed) + 1;
    this.#keep(rest.subarray(whole));
    this.decodeWhole(rest.subarray(0, whole), sink);
  }

  #keep(bytes: Uint8Array): void {
    const room = textLineLimit + 1 - this.#lineLength;
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#line.set(kept, this.#lineLength);
    this.#lineLength += kept.length;
  }

  #endLine(sink: EventSink): void {
    this.#line[this.#lineLength] = lineFeed;
    const line = this.#line.subarray(0, this.#lineLength + 1);
    this.#lineLength = 0;
    this.decodeWhole(line, sink);
  }
}
