import type { EventSink } from '../../shapes/event-columns.js';
import type { DecoderSpec, DecoderState } from '../event-kernels.js';
import { evt3LoopMicros, evt3State, readEvt3State } from '../evt3-state.js';
import { RecordDecoder } from './record-decoder.js';

/**
 * Prophesee EVT3: words of 16 bits with state (OpenEB `evt3_event_types.h`, `evt3_decoder.h`). Decoded word by word, since
 * real files hold truncated vector groups.
 */
export class TwinEvt3Decoder extends RecordDecoder {
  readonly #height: number;
  #loop: number;
  #high: number;
  #low: number;
  #y: number;
  #baseX: number;
  #polarity: 0 | 1;
  #haveTime: boolean;
  #haveRow: boolean;
  #haveBase: boolean;

  constructor(spec: DecoderSpec & { kind: 'evt3' }, entry: DecoderState | undefined) {
    const state = readEvt3State(entry ?? evt3State());
    super(2, spec.width, spec.height, state.previousMicros);
    this.#height = spec.height > 0 ? spec.height : 2048;
    this.#loop = state.loop;
    this.#high = state.high;
    this.#low = state.low;
    this.#y = state.y;
    this.#baseX = state.baseX;
    this.#polarity = state.polarity;
    this.#haveTime = state.haveTime;
    this.#haveRow = state.haveRow;
    this.#haveBase = state.haveBase;
  }

  state(): DecoderState {
    return evt3State({
      loop: this.#loop,
      high: this.#high,
      low: this.#low,
      y: this.#y,
      baseX: this.#baseX,
      polarity: this.#polarity,
      haveTime: this.#haveTime,
      haveRow: this.#haveRow,
      haveBase: this.#haveBase,
      previousMicros: this.block.previousMicros,
    });
  }

  protected read(view: DataView, offset: number, sink: EventSink): void {
    const word = view.getUint16(offset, true);
    const type = word >>> 12;
    const content = word & 0xfff;
    if (type === 0x8) {
      this.#timeHigh(content);
      return;
    }
    if (!this.#haveTime) {
      this.block.tally.droppedWords++;
      return;
    }
    switch (type) {
      case 0x0:
        this.#y = content & 0x7ff;
        this.#haveRow = true;
        break;
      case 0x2:
        if (this.#haveRow) this.#event(content & 0x7ff, content >>> 11 === 1 ? 1 : 0, sink);
        else this.block.tally.droppedWords++;
        break;
      case 0x3:
        this.#baseX = content & 0x7ff;
        this.#polarity = content >>> 11 === 1 ? 1 : 0;
        this.#haveBase = true;
        break;
      case 0x4:
        this.#vector(content, 12, sink);
        break;
      case 0x5:
        this.#vector(content & 0xff, 8, sink);
        break;
      case 0x6:
        this.#low = content;
        break;
      case 0xa:
        this.block.trigger(this.#micros(), content >>> 8, content & 1 ? 1 : 0);
        break;
      case 0x1:
      case 0xb:
      case 0xc:
      case 0xd:
        this.block.tally.unknownWords++;
        break;
    }
  }

  #micros(): number {
    return this.#loop * evt3LoopMicros + this.#high * 4096 + this.#low;
  }

  #timeHigh(high: number): void {
    if (this.#haveTime && this.#high - high >= 2048) {
      this.#loop++;
      this.block.tally.wraps++;
    }
    if (!this.#haveTime || high !== this.#high) this.#low = 0;
    this.#high = high;
    this.#haveTime = true;
  }

  #event(x: number, p: 0 | 1, sink: EventSink): void {
    if (this.#y >= this.#height) this.block.tally.outOfRange++;
    else this.block.push(this.#micros(), x, this.#y, p, sink);
  }

  #vector(mask: number, columns: number, sink: EventSink): void {
    if (this.#haveRow && this.#haveBase) {
      for (let bit = 0; bit < columns; bit++) {
        if ((mask >>> bit) & 1) this.#event((this.#baseX + bit) & 0xffff, this.#polarity, sink);
      }
    } else {
      this.block.tally.droppedWords++;
    }
    this.#baseX = (this.#baseX + columns) & 0xffff;
  }
}
