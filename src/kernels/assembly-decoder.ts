import type { EventSink, Trigger } from '../shapes/event-columns.js';
import { type AssemblyBlock, type AssemblyMemory, stagingBytes } from './assembly-memory.js';
import { blockEvents, keptTriggers } from './block-layout.js';
import * as slots from './context-slots.js';
import { emptyTally } from './decode-tally.js';
import type { DecoderSpec, DecoderState, DecodeTally, EventDecoder } from './event-kernels.js';
import { formatKernel } from './format-kernel.js';

/** A decoder of records of fixed size that runs in WebAssembly. It holds no memory there between calls. */
export class AssemblyDecoder implements EventDecoder {
  protected readonly memory: AssemblyMemory;
  readonly #decode: () => number;
  readonly #recordBytes: number;
  readonly #stateLength: number;
  readonly #fixed: Float64Array;
  readonly #own: Float64Array;
  readonly #cut: Uint8Array;
  #cutLength = 0;
  #truncatedBytes = 0;
  #triggerTotal = 0;
  #triggers: Trigger[] = [];

  constructor(memory: AssemblyMemory, spec: DecoderSpec, entry: DecoderState | undefined) {
    const format = formatKernel(memory.exports, spec, entry);
    this.memory = memory;
    this.#decode = format.decode;
    this.#recordBytes = format.recordBytes;
    this.#cut = new Uint8Array(format.recordBytes);
    this.#stateLength = format.state.length;
    this.#own = new Float64Array(slots.slotCount - slots.slotOwn);
    this.#own[slots.slotPreviousMicros - slots.slotOwn] = format.previousMicros;
    this.#own.set(format.state, slots.slotState - slots.slotOwn);
    this.#fixed = new Float64Array(slots.slotOwn);
    this.#fixed[slots.slotCapacity] = blockEvents;
    this.#fixed[slots.slotMaxX] = spec.width > 0 ? Math.min(spec.width, 65_536) - 1 : 65_535;
    this.#fixed[slots.slotMaxY] = spec.height > 0 ? Math.min(spec.height, 65_536) - 1 : 65_535;
    this.#fixed[slots.slotTriggers] = memory.triggers.byteOffset;
    this.#fixed.set(format.spec, slots.slotSpec);
  }

  get tally(): Readonly<DecodeTally> {
    const own = this.#own;
    const at = (slot: number) => own[slot - slots.slotOwn] ?? 0;
    const tally = emptyTally();
    tally.events = at(slots.slotEvents);
    tally.on = at(slots.slotOn);
    tally.triggers = this.#triggerTotal;
    tally.outOfRange = at(slots.slotOutOfRange);
    tally.timeDecreases = at(slots.slotTimeDecreases);
    tally.wraps = at(slots.slotWraps);
    tally.droppedWords = at(slots.slotDroppedWords);
    tally.unknownWords = at(slots.slotUnknownWords);
    tally.truncatedBytes = this.#truncatedBytes;
    if (tally.events > 0) {
      tally.firstMicros = at(slots.slotFirstMicros);
      tally.lastMicros = at(slots.slotLastMicros);
      tally.minMicros = at(slots.slotMinMicros);
      tally.maxMicros = at(slots.slotMaxMicros);
    }
    return tally;
  }

  state(): DecoderState {
    const start = slots.slotState - slots.slotOwn;
    return Float64Array.of(
      ...this.#own.subarray(start, start + this.#stateLength),
      this.#own[slots.slotPreviousMicros - slots.slotOwn] ?? Number.NaN,
    );
  }

  decode(bytes: Uint8Array, sink: EventSink): void {
    let rest = bytes;
    if (this.#cutLength > 0) {
      const taken = Math.min(this.#recordBytes - this.#cutLength, bytes.length);
      this.#cut.set(bytes.subarray(0, taken), this.#cutLength);
      this.#cutLength += taken;
      if (this.#cutLength < this.#recordBytes) return;
      this.#cutLength = 0;
      this.decodeWhole(this.#cut, sink);
      rest = bytes.subarray(taken);
    }
    const whole = rest.length - (rest.length % this.#recordBytes);
    this.#cutLength = rest.length - whole;
    this.#cut.set(rest.subarray(whole));
    this.decodeWhole(rest.subarray(0, whole), sink);
  }

  finish(_sink: EventSink): void {
    this.#truncatedBytes += this.#cutLength;
    this.#cutLength = 0;
  }

  takeTriggers(): Trigger[] {
    const taken = this.#triggers;
    this.#triggers = [];
    return taken;
  }

  /** Decodes whole records, or whole lines: those at most `stagingBytes` at a time where they do not lie in the memory. */
  protected decodeWhole(bytes: Uint8Array, sink: EventSink): void {
    if (bytes.length === 0) return;
    const block = this.memory.takeBlock();
    try {
      if (this.memory.holds(bytes)) {
        this.#run(block, bytes.byteOffset, bytes.length, sink);
        return;
      }
      for (let from = 0; from < bytes.length; from += stagingBytes) {
        const piece = bytes.subarray(from, from + stagingBytes);
        this.memory.bytes.set(piece, block.staging);
        this.#run(block, block.staging, piece.length, sink);
      }
    } finally {
      this.memory.giveBlock(block);
    }
  }

  #run(block: AssemblyBlock, address: number, byteLength: number, sink: EventSink): void {
    const { context } = this.memory;
    const own = this.#own;
    const fixed = this.#fixed;
    fixed[slots.slotBlock] = block.address;
    fixed[slots.slotInput] = address;
    fixed[slots.slotInputEnd] = address + byteLength;
    for (;;) {
      context.set(fixed);
      context.set(own, slots.slotOwn);
      const result = this.#decode();
      own.set(context.subarray(slots.slotOwn));
      fixed[slots.slotInput] = context[slots.slotInput] ?? 0;
      this.#takeWrittenTriggers();
      const length = own[slots.slotLength - slots.slotOwn] ?? 0;
      const baseMicros = own[slots.slotBaseMicros - slots.slotOwn] ?? 0;
      own[slots.slotLength - slots.slotOwn] = 0;
      if (length > 0) sink({ baseMicros, length, t: block.t, x: block.x, y: block.y, p: block.p });
      if (result === slots.inputDone) return;
    }
  }

  #takeWrittenTriggers(): void {
    const count = this.#own[slots.slotTriggerCount - slots.slotOwn] ?? 0;
    if (count === 0) return;
    this.#own[slots.slotTriggerCount - slots.slotOwn] = 0;
    this.#triggerTotal += count;
    const view = this.memory.triggers;
    for (let i = 0; i < count && this.#triggers.length < keptTriggers; i++) {
      const micros = view.getFloat64(16 * i, true);
      const id = view.getInt32(16 * i + 8, true);
      this.#triggers.push({ micros, id, edge: view.getInt32(16 * i + 12, true) === 0 ? 0 : 1 });
    }
  }
}
