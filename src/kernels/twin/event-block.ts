import type { EventSink, Trigger } from '../../shapes/event-columns.js';
import { blockBase, blockEvents, keptTriggers } from '../block-layout.js';
import { emptyTally } from '../decode-tally.js';
import type { DecodeTally } from '../event-kernels.js';

/** Gathers decoded events into blocks, counts them and lends full blocks to the sink. */
export class EventBlock {
  readonly tally: DecodeTally = emptyTally();
  /** Time of the last event, NaN before the first. */
  previousMicros: number;
  readonly #width: number;
  readonly #height: number;
  readonly #t: Uint32Array = new Uint32Array(blockEvents);
  readonly #x: Uint16Array = new Uint16Array(blockEvents);
  readonly #y: Uint16Array = new Uint16Array(blockEvents);
  readonly #p: Uint8Array = new Uint8Array(blockEvents);
  #length = 0;
  #baseMicros = 0;
  #triggers: Trigger[] = [];

  /** Width and height of 0 are unknown: nothing is then out of range. */
  constructor(width: number, height: number, previousMicros: number) {
    this.#width = width > 0 ? width : 65_536;
    this.#height = height > 0 ? height : 65_536;
    this.previousMicros = previousMicros;
  }

  push(micros: number, x: number, y: number, p: 0 | 1, sink: EventSink): void {
    if (this.#length === 0) {
      this.#baseMicros = blockBase(micros);
    } else if (this.#length === blockEvents || micros < this.#baseMicros || micros - this.#baseMicros > 0xffff_ffff) {
      this.flush(sink);
      this.#baseMicros = blockBase(micros);
    }
    const at = this.#length++;
    this.#t[at] = micros - this.#baseMicros;
    this.#x[at] = x;
    this.#y[at] = y;
    this.#p[at] = p;
    this.#count(micros, x, y, p);
  }

  trigger(micros: number, id: number, edge: 0 | 1): void {
    this.tally.triggers++;
    if (this.#triggers.length < keptTriggers) this.#triggers.push({ micros, id, edge });
  }

  takeTriggers(): Trigger[] {
    const taken = this.#triggers;
    this.#triggers = [];
    return taken;
  }

  flush(sink: EventSink): void {
    if (this.#length === 0) return;
    const length = this.#length;
    this.#length = 0;
    sink({ baseMicros: this.#baseMicros, length, t: this.#t, x: this.#x, y: this.#y, p: this.#p });
  }

  #count(micros: number, x: number, y: number, p: 0 | 1): void {
    const tally = this.tally;
    if (tally.events === 0) {
      tally.firstMicros = micros;
      tally.minMicros = micros;
      tally.maxMicros = micros;
    } else {
      if (micros < tally.minMicros) tally.minMicros = micros;
      if (micros > tally.maxMicros) tally.maxMicros = micros;
    }
    if (micros < this.previousMicros) tally.timeDecreases++;
    this.previousMicros = micros;
    tally.lastMicros = micros;
    tally.events++;
    tally.on += p;
    if (x >= this.#width || y >= this.#height) tally.outOfRange++;
  }
}
