import type { EventColumns } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';

/** `uzh`: `t x y p`, seconds with six decimals. `prophesee`: `x,y,p,t` in microseconds after a line `%geometry:W,H`. */
export type TextStyle = 'uzh' | 'prophesee';

export interface TextWriterOptions extends EventWriterOptions {
  readonly style: TextStyle;
}

/**
 * Writes events as text, one a line, polarity 0/1. Text has no room for triggers: they are counted in `droppedTriggers`.
 */
export function createTextWriter(sink: ByteSink, options: TextWriterOptions): EventWriter & { readonly droppedTriggers: number } {
  return new TextWriter(sink, options);
}

const bufferBytes = 256 << 10;
/** A line with a time of 17 digits and a sign, and two coordinates of five. */
const longestLineBytes = 48;
const [zero, space, comma, lineFeed, point] = [48, 32, 44, 10, 46];

class TextWriter implements EventWriter {
  droppedTriggers = 0;
  readonly #sink: ByteSink;
  readonly #style: TextStyle;
  readonly #buffer = new Uint8Array(bufferBytes);
  #length = 0;
  /** The digits of the whole seconds last written. */
  #seconds = Number.NaN;
  #secondsText = new Uint8Array(0);

  constructor(sink: ByteSink, { width, height, style }: TextWriterOptions) {
    this.#sink = sink;
    this.#style = style;
    if (style === 'prophesee') {
      const header = new TextEncoder().encode(`%geometry:${width},${height}\n`);
      this.#buffer.set(header);
      this.#length = header.length;
    }
  }

  async write(columns: EventColumns, triggers: readonly unknown[] = []): Promise<void> {
    this.droppedTriggers += triggers.length;
    for (let index = 0; index < columns.length; ) {
      index = this.#style === 'uzh' ? this.#putUzh(columns, index) : this.#putProphesee(columns, index);
      if (index < columns.length) await this.#flush();
    }
  }

  async finish(): Promise<void> {
    await this.#flush();
  }

  /** Writes events from `from` on while there is room; returns the first that was not. */
  #putUzh({ baseMicros, length, t, x, y, p }: EventColumns, from: number): number {
    const buffer = this.#buffer;
    let at = this.#length;
    let index = from;
    for (; index < length && at + longestLineBytes <= bufferBytes; index += 1) {
      const micros = baseMicros + t[index]!;
      if (micros < 0) buffer[at++] = 45;
      const fraction = this.#splitSeconds(Math.abs(micros));
      at = this.#putSeconds(at);
      buffer[at] = point;
      putSixDigits(buffer, at + 1, fraction);
      buffer[at + 7] = space;
      at = putNumber(buffer, at + 8, x[index]!);
      buffer[at] = space;
      at = putNumber(buffer, at + 1, y[index]!);
      buffer[at] = space;
      buffer[at + 1] = zero + p[index]!;
      buffer[at + 2] = lineFeed;
      at += 3;
    }
    this.#length = at;
    return index;
  }

  #putProphesee({ baseMicros, length, t, x, y, p }: EventColumns, from: number): number {
    const buffer = this.#buffer;
    let at = this.#length;
    let index = from;
    for (; index < length && at + longestLineBytes <= bufferBytes; index += 1) {
      at = putNumber(buffer, at, x[index]!);
      buffer[at] = comma;
      at = putNumber(buffer, at + 1, y[index]!);
      buffer[at] = comma;
      buffer[at + 1] = zero + p[index]!;
      buffer[at + 2] = comma;
      at += 3;
      const micros = baseMicros + t[index]!;
      if (micros < 0) buffer[at++] = 45;
      const fraction = this.#splitSeconds(Math.abs(micros));
      if (this.#seconds === 0) at = putNumber(buffer, at, fraction);
      else {
        at = this.#putSeconds(at);
        putSixDigits(buffer, at, fraction);
        at += 6;
      }
      buffer[at] = lineFeed;
      at += 1;
    }
    this.#length = at;
    return index;
  }

  /** Keeps the text of the whole seconds and returns the microseconds after them. */
  #splitSeconds(micros: number): number {
    const fraction = micros - this.#seconds * 1_000_000;
    if (fraction >= 0 && fraction < 1_000_000) return fraction;
    this.#seconds = Math.floor(micros / 1_000_000);
    this.#secondsText = new TextEncoder().encode(String(this.#seconds));
    return micros - this.#seconds * 1_000_000;
  }

  #putSeconds(at: number): number {
    const text = this.#secondsText;
    for (let i = 0; i < text.length; i += 1) this.#buffer[at + i] = text[i]!;
    return at + text.length;
  }

  async #flush(): Promise<void> {
    if (this.#length > 0) await this.#sink.write(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** Writes a whole number below 10⁶ without leading zeros and returns where it ends. */
function putNumber(buffer: Uint8Array, at: number, value: number): number {
  const digits = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  let rest = value;
  for (let place = at + digits - 1; place >= at; place -= 1) {
    const next = (rest / 10) | 0;
    buffer[place] = zero + rest - next * 10;
    rest = next;
  }
  return at + digits;
}

function putSixDigits(buffer: Uint8Array, at: number, value: number): void {
  const upper = (value / 1000) | 0;
  putThreeDigits(buffer, at, upper);
  putThreeDigits(buffer, at + 3, value - upper * 1000);
}

function putThreeDigits(buffer: Uint8Array, at: number, value: number): void {
  const hundreds = (value / 100) | 0;
  const rest = value - hundreds * 100;
  const tens = (rest / 10) | 0;
  buffer[at] = zero + hundreds;
  buffer[at + 1] = zero + tens;
  buffer[at + 2] = zero + rest - tens * 10;
}
