import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';
import { type Encoded, notHeld, RecordWriter, rawHeader } from '../raw/record-writer.js';
import { sameRowRun } from '../raw/same-row-run.js';
import { Evt3Clock } from './evt3-clock.js';

const addressX = 0x2000;
const vectorBaseX = 0x3000;
const vector12 = 0x4000;
const vector8 = 0x5000;
const timeLow = 0x6000;
const timeHigh = 0x8000;
const triggerType = 0xa000;
/** Columns of a vector group, 12 + 12 + 8. */
const groupColumns = 32;
/** A group takes four words; from five events on it is shorter than single events. */
const fewestInGroup = 5;
/** Time high, time low, row and a group, or an event. */
const mostBytesPerStep = 14;

/**
 * Writes EVT3 with its triggers. As sensors do, it repeats TIME_HIGH every 16 µs in which something happens, with a
 * TIME_LOW and the row after it, so that a reader can enter anywhere; in a silence it writes each of the clock's steps of
 * 4,096 µs, so that no reader misses a wrap (every 16.8 s). Events of one time, row and polarity share vector groups.
 *
 * `out-of-range` for coordinates outside the geometry's rows or over 11 bits, trigger channels over 4 bits, and times that
 * go back by 8 s or over a wrap, or lie later than 12 days.
 */
export function createEvt3Writer(sink: ByteSink, options: EventWriterOptions): EventWriter {
  return new Evt3Writer(sink, options);
}

class Evt3Writer extends RecordWriter {
  readonly #clock = new Evt3Clock();
  readonly #height: number;
  /** The time that the words written stand at, microseconds; NaN when it is not settled. */
  #micros = Number.NaN;
  /** The 16 µs of the last TIME_HIGH. */
  #slot = Number.NaN;
  #row = -1;

  constructor(sink: ByteSink, { width, height }: EventWriterOptions) {
    super(sink, rawHeader('3.0', 'EVT3', width, height));
    this.#height = height;
  }

  protected encode(columns: EventColumns, from: number, to: number, at: number, end: number): Encoded {
    const { baseMicros, t, x, y, p } = columns;
    const { view } = this;
    const room = end - mostBytesPerStep;
    let place = at;
    let index = from;
    while (index < to && place <= room) {
      const micros = baseMicros + (t[index] as number);
      if (micros !== this.#micros) {
        place = this.#advance(micros, place);
        if (micros !== this.#micros) continue;
      }
      const column = x[index] as number;
      const row = y[index] as number;
      if (row !== this.#row) {
        if (row >= this.#height) throw notHeld('EVT3', `an event in row ${row} of ${this.#height}`);
        view.setUint16(place, row, true);
        place += 2;
        this.#row = row;
      }
      if (column > 0x7ff) throw notHeld('EVT3', `an event at x ${column}`);
      const polarity = (p[index] as number) << 11;
      const next = index + fewestInGroup - 1;
      if (next < to && t[next] === t[index] && y[next] === row && (x[next] as number) < column + groupColumns) {
        const runEnd = sameRowRun(columns, index, to, column + groupColumns);
        if (runEnd - index >= fewestInGroup) {
          place = this.#putGroup(columns, index, runEnd, polarity, place);
          index = runEnd;
          continue;
        }
      }
      view.setUint16(place, addressX | polarity | column, true);
      place += 2;
      index += 1;
    }
    return { done: index - from, at: place };
  }

  protected encodeTrigger({ micros, id, edge }: Trigger, at: number, end: number): Encoded {
    if (id < 0 || id > 0xf) throw notHeld('EVT3', `a trigger on channel ${id}`);
    let place = at;
    while (place <= end - mostBytesPerStep) {
      if (micros === this.#micros) {
        this.view.setUint16(place, triggerType | (id << 8) | edge, true);
        return { done: 1, at: place + 2 };
      }
      place = this.#advance(micros, place);
    }
    return { done: 0, at: place };
  }

  #putGroup({ x }: EventColumns, from: number, to: number, polarity: number, at: number): number {
    const { view } = this;
    const baseX = x[from] as number;
    let mask = 0;
    for (let index = from; index < to; index += 1) mask |= 1 << ((x[index] as number) - baseX);
    view.setUint16(at, vectorBaseX | polarity | baseX, true);
    view.setUint16(at + 2, vector12 | (mask & 0xfff), true);
    view.setUint16(at + 4, vector12 | ((mask >>> 12) & 0xfff), true);
    view.setUint16(at + 6, vector8 | (mask >>> 24), true);
    return at + 8;
  }

  /** Writes what brings the time nearer to `micros`; `#micros` is there when it has arrived. */
  #advance(micros: number, at: number): number {
    const { view } = this;
    const high = Math.floor(micros / 4096);
    const slot = Math.floor(micros / 16);
    if (slot === this.#slot) {
      view.setUint16(at, timeLow | (micros - high * 4096), true);
      this.#micros = micros;
      return at + 2;
    }
    view.setUint16(at, timeHigh | this.#clock.step(high), true);
    this.#row = -1;
    this.#micros = Number.NaN;
    this.#slot = Number.NaN;
    if (!this.#clock.isAt(high)) return at + 2;
    view.setUint16(at + 2, timeLow | (micros - high * 4096), true);
    this.#slot = slot;
    this.#micros = micros;
    return at + 4;
  }
}
