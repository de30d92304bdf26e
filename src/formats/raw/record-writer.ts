import { FirstlightError } from '../../base/errors.js';
import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter } from '../event-format.js';

const bufferBytes = 256 << 10;

/**
 * What the writers of headers and records have in common: one reused buffer, and triggers sorted in between events.
 * A trigger goes before the first event that is not earlier than it.
 */
export abstract class RecordWriter implements EventWriter {
  readonly #sink: ByteSink;
  readonly #buffer: Uint8Array = new Uint8Array(bufferBytes);
  #header: Uint8Array | undefined;
  #length = 0;
  #triggers: Trigger[] = [];
  #nextTrigger = 0;
  protected readonly view: DataView = new DataView(this.#buffer.buffer);

  /** `header` goes before the first record. */
  constructor(sink: ByteSink, header: Uint8Array) {
    this.#sink = sink;
    this.#header = header;
  }

  async write(columns: EventColumns, triggers: readonly Trigger[] = []): Promise<void> {
    this.#addTriggers(triggers);
    for (let index = 0; index < columns.length; ) {
      const trigger = this.#triggers[this.#nextTrigger];
      const to = trigger === undefined ? columns.length : firstNotBefore(columns, index, trigger.micros);
      while (index < to) index = await this.#putEvents(columns, index, to);
      if (trigger !== undefined && to < columns.length) await this.#putTrigger(trigger);
    }
  }

  async finish(): Promise<void> {
    for (let trigger = this.#triggers[this.#nextTrigger]; trigger !== undefined; trigger = this.#triggers[this.#nextTrigger]) {
      await this.#putTrigger(trigger);
    }
    await this.#flush();
  }

  /**
   * Writes events `from` to `to` into the view from byte `at` on, as far as there is room; returns with `this.done` how
   * many it wrote and the new end. Throws `out-of-range` for what the format cannot hold.
   */
  protected abstract encode(columns: EventColumns, from: number, to: number, at: number, end: number): Encoded;

  /** Like {@link encode}, for one trigger. */
  protected abstract encodeTrigger(trigger: Trigger, at: number, end: number): Encoded;

  async #putEvents(columns: EventColumns, from: number, to: number): Promise<number> {
    const { done, at } = this.encode(columns, from, to, this.#length, bufferBytes);
    this.#length = at;
    if (done < to - from) await this.#flush();
    return from + done;
  }

  async #putTrigger(trigger: Trigger): Promise<void> {
    for (let done = 0; done === 0; ) {
      const encoded = this.encodeTrigger(trigger, this.#length, bufferBytes);
      done = encoded.done;
      this.#length = encoded.at;
      if (done === 0) await this.#flush();
    }
    this.#nextTrigger += 1;
  }

  #addTriggers(triggers: readonly Trigger[]): void {
    if (triggers.length === 0) return;
    const waiting = [...this.#triggers.slice(this.#nextTrigger), ...triggers];
    this.#triggers = waiting.sort((a, b) => a.micros - b.micros);
    this.#nextTrigger = 0;
  }

  async #flush(): Promise<void> {
    if (this.#header !== undefined) await this.#sink.write(this.#header);
    this.#header = undefined;
    if (this.#length > 0) await this.#sink.write(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** How far an encoder came. */
export interface Encoded {
  /** Events or triggers written: fewer than wanted when there was no more room. */
  readonly done: number;
  /** Where the next record goes. */
  readonly at: number;
}

/** `out-of-range`, about an event or a trigger that a format cannot hold. */
export function notHeld(format: string, what: string): FirstlightError {
  return new FirstlightError('out-of-range', `${format} cannot hold ${what}`);
}

/** The `% ` header of a RAW file, closed, with its geometry. Without a date: the same events make the same bytes. */
export function rawHeader(evt: '2.0' | '2.1' | '3.0', format: string, width: number, height: number): Uint8Array {
  if (!(width > 0 && width <= 2048 && height > 0 && height <= 2048)) {
    throw notHeld(`EVT ${evt}`, `a geometry of ${width} × ${height}: the largest is 2048 × 2048`);
  }
  const lines = [
    'camera_integrator_name Prophesee',
    ...(format === 'EVT21' ? ['endianness legacy'] : []),
    `evt ${evt}`,
    `format ${format};height=${height};width=${width}${format === 'EVT21' ? ';endianness=legacy' : ''}`,
    `geometry ${width}x${height}`,
    'plugin_name hal_plugin_prophesee',
    'software Firstlight',
    'end',
  ];
  return new TextEncoder().encode(lines.map((line) => `% ${line}\n`).join(''));
}

function firstNotBefore({ baseMicros, length, t }: EventColumns, from: number, micros: number): number {
  let index = from;
  while (index < length && baseMicros + (t[index] as number) < micros) index += 1;
  return index;
}
