import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';
import { type Encoded, notHeld, RecordWriter, rawHeader } from '../raw/record-writer.js';
import { TimeHighClock } from '../raw/time-high-clock.js';

const timeHigh = 0x8000_0000;
const trigger = 0xa000_0000;
/** A TIME_HIGH is repeated after this many words, so that a reader finds one in any few kilobytes. */
const repeatWords = 512;

/**
 * Writes EVT2 with its triggers. `out-of-range` for coordinates over 11 bits, trigger channels over 5, times that go back
 * over a wrap of the clock (4.77 h) or lie later than 12 days.
 */
export function createEvt2Writer(sink: ByteSink, options: EventWriterOptions): EventWriter {
  return new Evt2Writer(sink, options);
}

class Evt2Writer extends RecordWriter {
  readonly #clock = new TimeHighClock('EVT2');
  /** The time of the last TIME_HIGH, microseconds; NaN on the way over a wrap. */
  #highMicros = Number.NaN;
  #sinceHigh = 0;

  constructor(sink: ByteSink, { width, height }: EventWriterOptions) {
    super(sink, rawHeader('2.0', 'EVT2', width, height));
  }

  protected encode(columns: EventColumns, from: number, to: number, at: number, end: number): Encoded {
    const { baseMicros, t, x, y, p } = columns;
    const { view } = this;
    let place = at;
    let index = from;
    while (index < to && place + 8 <= end) {
      const micros = baseMicros + (t[index] as number);
      let low = micros - this.#highMicros;
      if (!(low >= 0 && low < 64) || this.#sinceHigh >= repeatWords) {
        const arrived = this.#advance(micros, place);
        place += 4;
        if (!arrived) continue;
        low = micros - this.#highMicros;
      }
      const [column, row] = [x[index] as number, y[index] as number];
      if (column > 0x7ff || row > 0x7ff) throw notHeld('EVT2', `an event at x ${column}, y ${row}`);
      view.setUint32(place, ((p[index] as number) << 28) | (low << 22) | (column << 11) | row, true);
      place += 4;
      this.#sinceHigh += 1;
      index += 1;
    }
    return { done: index - from, at: place };
  }

  protected encodeTrigger({ micros, id, edge }: Trigger, at: number, end: number): Encoded {
    if (id < 0 || id > 0x1f) throw notHeld('EVT2', `a trigger on channel ${id}`);
    let place = at;
    while (place + 8 <= end) {
      const low = micros - this.#highMicros;
      if (low >= 0 && low < 64) {
        this.view.setUint32(place, (trigger | (low << 22) | (id << 8) | edge) >>> 0, true);
        return { done: 1, at: place + 4 };
      }
      this.#advance(micros, place);
      place += 4;
    }
    return { done: 0, at: place };
  }

  /** Writes one TIME_HIGH on the way to `micros`; whether the clock stands there now. */
  #advance(micros: number, place: number): boolean {
    const high = Math.floor(micros / 64);
    this.view.setUint32(place, (timeHigh | this.#clock.step(high)) >>> 0, true);
    this.#sinceHigh = 0;
    const arrived = this.#clock.isAt(high);
    this.#highMicros = arrived ? high * 64 : Number.NaN;
    return arrived;
  }
}
