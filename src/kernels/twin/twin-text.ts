import type { EventSink, Trigger } from '../../shapes/event-columns.js';
import { textLineLimit } from '../block-layout.js';
import type { DecoderSpec, DecoderState, DecodeTally, EventDecoder } from '../event-kernels.js';
import { textState, textStatePreviousMicros } from '../text-state.js';
import { isIntegral, readDecimal } from './decimal.js';
import { EventBlock } from './event-block.js';

const lineFeed = 10;

/**
 * Events as text, one a line. Blank lines and lines that begin with `#` or `%` are skipped; a line that is no event
 * (too few or too many columns, no number, a coordinate that is no integer of 0 to 65,535, longer than 1,024 bytes)
 * counts as a dropped word. Spaces and tabs around fields mean nothing; one separator may end the line.
 */
export class TwinTextDecoder implements EventDecoder {
  readonly #spec: DecoderSpec & { kind: 'text' };
  readonly #block: EventBlock;
  readonly #line: Uint8Array = new Uint8Array(textLineLimit);
  #lineLength = 0;

  constructor(spec: DecoderSpec & { kind: 'text' }, entry: DecoderState | undefined) {
    this.#spec = spec;
    this.#block = new EventBlock(spec.width, spec.height, textStatePreviousMicros(entry ?? textState()));
  }

  get tally(): Readonly<DecodeTally> {
    return this.#block.tally;
  }

  state(): DecoderState {
    return textState(this.#block.previousMicros);
  }

  takeTriggers(): Trigger[] {
    return [];
  }

  decode(bytes: Uint8Array, sink: EventSink): void {
    for (const byte of bytes) {
      if (byte === lineFeed) this.#endLine(sink);
      else {
        if (this.#lineLength < textLineLimit) this.#line[this.#lineLength] = byte;
        this.#lineLength++;
      }
    }
    this.#block.flush(sink);
  }

  finish(sink: EventSink): void {
    this.#endLine(sink);
    this.#block.flush(sink);
  }

  #endLine(sink: EventSink): void {
    const tooLong = this.#lineLength > textLineLimit;
    const line = String.fromCharCode(...this.#line.subarray(0, Math.min(this.#lineLength, textLineLimit)));
    this.#lineLength = 0;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const first = /[^ \t]/.exec(text)?.[0];
    if (first === '#' || first === '%' || (first === undefined && !tooLong)) return;
    if (tooLong || !this.#readLine(text, sink)) this.#block.tally.droppedWords++;
  }

  #readLine(text: string, sink: EventSink): boolean {
    const { order, separator, microsDigits } = this.#spec;
    const fields = splitFields(text, separator);
    if (fields.length === order.length + 1 && fields.at(-1) === '') fields.pop();
    if (fields.length !== order.length) return false;
    let micros = 0;
    let x = 0;
    let y = 0;
    let p = 0;
    for (const [i, column] of order.entries()) {
      const field = fields[i] ?? '';
      if (column === '-') continue;
      const value = readDecimal(field, column === 't' ? microsDigits : 0);
      if (Number.isNaN(value)) return false;
      if (column === 't') {
        micros = value;
        continue;
      }
      if (!isIntegral(field)) return false;
      if (column === 'p') p = value;
      else if (value < 0 || value > 0xffff) return false;
      else if (column === 'x') x = value;
      else y = value;
    }
    this.#block.push(micros, x, y, p > 0 ? 1 : 0, sink);
    return true;
  }
}

function splitFields(text: string, separator: number): string[] {
  const trimmed = text.replace(/^[ \t]+|[ \t]+$/g, '');
  if (separator === 32) return trimmed.split(/[ \t]+/);
  return text.split(String.fromCharCode(separator)).map((field) => field.replace(/^[ \t]+|[ \t]+$/g, ''));
}
