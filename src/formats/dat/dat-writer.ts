import { datLoopMicros } from '../../kernels/dat-state.js';
import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';
import { type Encoded, notHeld, RecordWriter } from '../raw/record-writer.js';
import { datRecordBytes } from './dat-header.js';

const largestCoordinate = 0x3fff;

/**
 * Writes DAT version 2. It has no room for triggers: they are counted in `droppedTriggers`. `out-of-range` for
 * coordinates over 14 bits, and for times whose wraps of 71.6 minutes could not be told when read.
 */
export function createDatWriter(sink: ByteSink, options: EventWriterOptions): EventWriter {
  return new DatWriter(sink, options);
}

class DatWriter extends RecordWriter {
  #loop = 0;
  #clock = -1;
  droppedTriggers = 0;

  constructor(sink: ByteSink, { width, height }: EventWriterOptions) {
    const text = new TextEncoder().encode(`% Height ${height}\n% Version 2\n% Width ${width}\n% end\n`);
    const header = new Uint8Array(text.length + 2);
    header.set(text);
    header.set([12, datRecordBytes], text.length);
    super(sink, header);
  }

  protected encode(columns: EventColumns, from: number, to: number, at: number, end: number): Encoded {
    const { baseMicros, t, x, y, p } = columns;
    const { view } = this;
    const stop = Math.min(to, from + Math.floor((end - at) / datRecordBytes));
    let loop = this.#loop;
    let clock = this.#clock;
    let place = at;
    for (let index = from; index < stop; index += 1) {
      const micros = baseMicros + (t[index] as number);
      const next = micros - loop * datLoopMicros;
      if (next < 0 || next >= datLoopMicros) {
        loop += 1;
        if (next - datLoopMicros < 0 || next >= 2 * datLoopMicros || clock - (next - datLoopMicros) <= datLoopMicros / 2)
          throw untold(micros);
        clock = next - datLoopMicros;
      } else {
        if (clock - next > datLoopMicros / 2) throw untold(micros);
        clock = next;
      }
      const [column, row] = [x[index] as number, y[index] as number];
      if (column > largestCoordinate || row > largestCoordinate) throw notHeld('DAT', `an event at x ${column}, y ${row}`);
      view.setUint32(place, clock, true);
      view.setUint32(place + 4, column | (row << 14) | ((p[index] as number) << 28), true);
      place += datRecordBytes;
    }
    this.#loop = loop;
    this.#clock = clock;
    return { done: stop - from, at: place };
  }

  protected encodeTrigger(_trigger: Trigger, at: number): Encoded {
    this.droppedTriggers += 1;
    return { done: 1, at };
  }
}

function untold(micros: number): ReturnType<typeof notHeld> {
  return notHeld('DAT', `an event at ${micros} µs here: its clock of 32 bits does not tell such a step`);
}
