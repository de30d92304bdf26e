import type { EventSink } from '../../shapes/event-columns.js';
import type { DecoderSpec, DecoderState } from '../event-kernels.js';
import { evt2LoopMicros, evt2State, evt2WrapWindowMicros, readEvt2State } from '../evt2-state.js';
import { RecordDecoder } from './record-decoder.js';

/**
 * The clock that EVT2 and EVT2.1 share: TIME_HIGH words of 28 bits in units of 64 µs, 6 bits in the event words.
 */
abstract class TimeHighDecoder extends RecordDecoder {
  #loop: number;
  #high: number;
  #haveTime: boolean;

  constructor(recordBytes: number, width: number, height: number, entry: DecoderState | undefined) {
    const state = readEvt2State(entry ?? evt2State());
    super(recordBytes, width, height, state.previousMicros);
    this.#loop = state.loop;
    this.#high = state.high;
    this.#haveTime = state.haveTime;
  }

  state(): DecoderState {
    return evt2State({ loop: this.#loop, high: this.#high, haveTime: this.#haveTime, previousMicros: this.block.previousMicros });
  }

  protected get haveTime(): boolean {
    return this.#haveTime;
  }

  protected micros(low6: number): number {
    return this.#loop * evt2LoopMicros + this.#high * 64 + low6;
  }

  protected timeHigh(high: number): void {
    if (this.#haveTime && (this.#high - high) * 64 >= evt2LoopMicros - evt2WrapWindowMicros) {
      this.#loop++;
      this.block.tally.wraps++;
    }
    this.#high = high;
    this.#haveTime = true;
  }
}

/** Prophesee EVT2: words of 32 bits (OpenEB `evt2_event_types.h`). */
export class TwinEvt2Decoder extends TimeHighDecoder {
  constructor(spec: DecoderSpec & { kind: 'evt2' }, entry: DecoderState | undefined) {
    super(4, spec.width, spec.height, entry);
  }

  protected read(view: DataView, offset: number, sink: EventSink): void {
    const word = view.getUint32(offset, true);
    const type = word >>> 28;
    if (type === 0x8) {
      this.timeHigh(word & 0x0fff_ffff);
    } else if (!this.haveTime) {
      this.block.tally.droppedWords++;
    } else if (type <= 1) {
      this.block.push(this.micros((word >>> 22) & 0x3f), (word >>> 11) & 0x7ff, word & 0x7ff, type === 1 ? 1 : 0, sink);
    } else if (type === 0xa) {
      this.block.trigger(this.micros((word >>> 22) & 0x3f), (word >>> 8) & 0x1f, word & 1 ? 1 : 0);
    } else if (type < 0xd) {
      this.block.tally.unknownWords++;
    }
  }
}

/** Prophesee EVT2.1: words of 64 bits with 32 pixels each, in either order of their halves (OpenEB `evt21_event_types.h`). */
export class TwinEvt21Decoder extends TimeHighDecoder {
  readonly #headOffset: 0 | 4;

  constructor(spec: DecoderSpec & { kind: 'evt21' }, entry: DecoderState | undefined) {
    super(8, spec.width, spec.height, entry);
    this.#headOffset = spec.order === 'little' ? 4 : 0;
  }

  protected read(view: DataView, offset: number, sink: EventSink): void {
    const head = view.getUint32(offset + this.#headOffset, true);
    const type = head >>> 28;
    if (type === 0x8) {
      this.timeHigh(head & 0x0fff_ffff);
    } else if (!this.haveTime) {
      this.block.tally.droppedWords++;
    } else if (type <= 1) {
      const micros = this.micros((head >>> 22) & 0x3f);
      let bits = view.getUint32(offset + 4 - this.#headOffset, true);
      for (let x = (head >>> 11) & 0x7ff; bits !== 0; x++, bits >>>= 1) {
        if (bits & 1) this.block.push(micros, x, head & 0x7ff, type === 1 ? 1 : 0, sink);
      }
    } else if (type === 0xa) {
      this.block.trigger(this.micros((head >>> 22) & 0x3f), (head >>> 8) & 0x1f, head & 1 ? 1 : 0);
    } else if (type < 0xd) {
      this.block.tally.unknownWords++;
    }
  }
}
