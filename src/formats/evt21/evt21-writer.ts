import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';
import { type Encoded, notHeld, RecordWriter, rawHeader } from '../raw/record-writer.js';
import { sameRowRun } from '../raw/same-row-run.js';
import { TimeHighClock } from '../raw/time-high-clock.js';

const timeHigh = 0x8000_0000;
const triggerType = 0xa000_0000;
const wordBytes = 8;
/** A TIME_HIGH is repeated after this many words, so that a reader finds one in any few kilobytes. */
const repeatWords = 256;

/**
 * Writes EVT2.1 in the `legacy` order of its halves, the one that most readers know, with its triggers. Events of one
 * time, row and polarity share a word of 32 pixels.
 * `out-of-range` as for EVT2.
 */
export function createEvt21Writer(sink: ByteSink, options: EventWriterOptions): EventWriter {
  return new Evt21Writer(sink, options);
}

class Evt21Writer extends RecordWriter {
  readonly #clock = new TimeHighClock('EVT2.1');
  /** The time of the last TIME_HIGH, microseconds; NaN on the way over a wrap. */
  #highMicros = Number.NaN;
  #sinceHigh = 0;

  constructor(sink: ByteSink, { width, height }: EventWriterOptions) {
    super(sink, rawHeader('2.1', 'EVT21', width, height));
  }

  protected encode(columns: EventColumns, from: number, to: number, at: number, end: number): Encoded {
    const { baseMicros, t, x, y, p } = columns;
    let place = at;
    let index = from;
    while (index < to && place + 2 * wordBytes <= end) {
      const micros = baseMicros + (t[index] as number);
      if (!this.#holds(micros) || this.#sinceHigh >= repeatWords) {
        const arrived = this.#advance(micros, place);
        place += wordBytes;
        if (!arrived) continue;
      }
      const [column, row] = [x[index] as number, y[index] as number];
      if (column > 0x7ff || row > 0x7ff) throw notHeld('EVT2.1', `an event at x ${column}, y ${row}`);
      const baseX = column & ~31;
      const runEnd = sameRowRun(columns, index, to, baseX + 32);
      let mask = 0;
      for (; index < runEnd; index += 1) mask |= 1 << ((x[index] as number) - baseX);
      const low = micros - this.#highMicros;
      this.#put(place, ((p[runEnd - 1] as number) << 28) | (low << 22) | (baseX << 11) | row, mask);
      place += wordBytes;
      this.#sinceHigh += 1;
    }
    return { done: index - from, at: place };
  }

  protected encodeTrigger({ micros, id, edge }: Trigger, at: number, end: number): Encoded {
    if (id < 0 || id > 0x1f) throw notHeld('EVT2.1', `a trigger on channel ${id}`);
    let place = at;
    while (place + 2 * wordBytes <= end) {
      if (this.#holds(micros)) {
        this.#put(place, triggerType | ((micros - this.#highMicros) << 22) | (id << 8) | edge, 0);
        return { done: 1, at: place + wordBytes };
      }
      this.#advance(micros, place);
      place += wordBytes;
    }
    return { done: 0, at: place };
  }

  #holds(micros: number): boolean {
    const low = micros - this.#highMicros;
    return low >= 0 && low < 64;
  }

  /** Writes one TIME_HIGH on the way to `micros`; whether the clock stands there now. */
  #advance(micros: number, place: number): boolean {
    const high = Math.floor(micros / 64);
    this.#put(place, timeHigh | this.#clock.step(high), 0);
    this.#sinceHigh = 0;
    const arrived = this.#clock.isAt(high);
    this.#highMicros = arrived ? high * 64 : Number.NaN;
    return arrived;
  }

  #put(place: number, head: number, mask: number): void {
    this.view.setUint32(place, head >>> 0, true);
    this.view.setUint32(place + 4, mask >>> 0, true);
  }
}
