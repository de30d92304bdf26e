import type { EventSink } from '../../shapes/event-columns.js';
import { datLoopMicros, datState, readDatState } from '../dat-state.js';
import type { DecoderSpec, DecoderState } from '../event-kernels.js';
import { RecordDecoder } from './record-decoder.js';

/** Prophesee DAT: records of 8 bytes, a 32-bit clock and a packed word (OpenEB `DAT_helper.h`, `event2d.h`, `event_ext_trigger.h`). */
export class TwinDatDecoder extends RecordDecoder {
  readonly #version: 1 | 2;
  readonly #triggers: boolean;
  #loop: number;
  #clock: number;

  constructor(spec: DecoderSpec & { kind: 'dat' }, entry: DecoderState | undefined) {
    const state = readDatState(entry ?? datState());
    super(8, spec.width, spec.height, state.previousMicros);
    this.#version = spec.version;
    this.#triggers = spec.recordType === 'trigger';
    this.#loop = state.loop;
    this.#clock = state.clock;
  }

  state(): DecoderState {
    return datState({ loop: this.#loop, clock: this.#clock, previousMicros: this.block.previousMicros });
  }

  protected read(view: DataView, offset: number, sink: EventSink): void {
    const clock = view.getUint32(offset, true);
    const word = view.getUint32(offset + 4, true);
    if (this.#clock - clock > 2 ** 31) {
      this.#loop++;
      this.block.tally.wraps++;
    }
    this.#clock = clock;
    const micros = this.#loop * datLoopMicros + clock;
    if (this.#triggers) this.block.trigger(micros, word >>> 26, (word & 0xf) === 0 ? 0 : 1);
    else if (this.#version === 2) this.block.push(micros, word & 0x3fff, (word >>> 14) & 0x3fff, word >>> 28 === 0 ? 0 : 1, sink);
    else this.block.push(micros, word & 0x1ff, (word >>> 9) & 0xff, (word >>> 17) & 1 ? 1 : 0, sink);
  }
}
