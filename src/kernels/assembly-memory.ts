import type { EventColumns } from '../shapes/event-columns.js';
import { Arena } from './arena.js';
import type { AssemblyExports } from './assembly-exports.js';
import { blockP, blockRoom, blockX, blockY, slotCount, triggerCapacity } from './context-slots.js';

/** Reads may pass the end of what they were given by this much; nothing is handed out in the memory's last bytes. */
const readAhead = 64;

/** Bytes of input that are copied at a time where input is not in the memory; a multiple of every record size. */
export const stagingBytes: number = 256 * 1024;

/** Events of columns elsewhere that are copied at a time: few enough for the first-level caches. */
const copiedEvents = 12_288;

/** A block of columns inside the memory, and room for a piece of input. */
export interface AssemblyBlock {
  readonly address: number;
  readonly staging: number;
  readonly t: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly p: Uint8Array;
}

export type ColumnName = 't' | 'x' | 'y' | 'p';

export type UseColumns = (t: number, x: number, y: number, p: number, count: number, baseMicros: number) => void;

/** The memory of one instance: its context, its arena and the buffers that all its kernels share. */
export class AssemblyMemory {
  readonly exports: AssemblyExports;
  readonly buffer: ArrayBufferLike;
  readonly bytes: Uint8Array;
  readonly context: Float64Array;
  readonly arena: Arena;
  readonly triggers: DataView;
  #block: AssemblyBlock | undefined;
  #lent = 0;
  #lentBytes = 0;

  constructor(memory: WebAssembly.Memory, exports: AssemblyExports) {
    this.exports = exports;
    this.buffer = memory.buffer;
    this.bytes = new Uint8Array(this.buffer);
    this.arena = new Arena(exports.start(), this.buffer.byteLength - readAhead);
    this.context = new Float64Array(this.buffer, exports.contextAddress(), slotCount);
    this.triggers = new DataView(this.buffer, this.arena.allocate(triggerCapacity * 16), triggerCapacity * 16);
  }

  /** Whether an array lies in this memory, so that its address can be used as it is. */
  holds(array: ArrayBufferView): boolean {
    return array.buffer === this.buffer;
  }

  /** Lends `byteLength` bytes; the last lend ends. */
  lend(byteLength: number): Uint8Array {
    if (byteLength > this.#lentBytes) {
      if (this.#lentBytes > 0) {
        this.arena.free(this.#lent);
        this.#lentBytes = 0;
      }
      this.#lent = this.arena.allocate(byteLength + readAhead);
      this.#lentBytes = byteLength;
    }
    return this.bytes.subarray(this.#lent, this.#lent + byteLength);
  }

  /** Calls `use` with the address of a copy of `bytes` that lives as long as the call, or of `bytes` if they lie here. */
  withCopy<Result>(bytes: Uint8Array, use: (address: number) => Result): Result {
    if (this.holds(bytes)) return use(bytes.byteOffset);
    const address = this.arena.allocate(bytes.length + readAhead);
    try {
      this.bytes.set(bytes, address);
      return use(address);
    } finally {
      this.arena.free(address);
    }
  }

  /** Calls `use` with the address that `output` lies at, or of room whose first bytes, as many as `use` returns, are copied to it. */
  withRoom(output: Uint8Array, use: (address: number) => number): number {
    if (this.holds(output)) return use(output.byteOffset);
    const address = this.arena.allocate(output.length);
    try {
      const written = use(address);
      output.set(this.bytes.subarray(address, address + written));
      return written;
    } finally {
      this.arena.free(address);
    }
  }

  /**
   * Calls `use` with the addresses of the `needed` columns of events `from` to `to`, in one piece where they lie in this
   * memory, else copied piece by piece; the other addresses mean nothing.
   */
  withColumns(columns: EventColumns, from: number, to: number, needed: readonly ColumnName[], use: UseColumns): void {
    const { t, x, y, p, baseMicros } = columns;
    if (from >= to) return;
    if (needed.every((name) => this.holds(columns[name]))) {
      use(t.byteOffset + 4 * from, x.byteOffset + 2 * from, y.byteOffset + 2 * from, p.byteOffset + from, to - from, baseMicros);
      return;
    }
    const block = this.takeBlock();
    try {
      for (let at = from; at < to; at += copiedEvents) {
        const end = Math.min(to, at + copiedEvents);
        for (const name of needed) block[name].set(columns[name].subarray(at, end));
        use(block.t.byteOffset, block.x.byteOffset, block.y.byteOffset, block.p.byteOffset, end - at, baseMicros);
      }
    } finally {
      this.giveBlock(block);
    }
  }

  /** The block to decode into; `giveBlock` returns it. A decoder used inside another's sink gets one of its own. */
  takeBlock(): AssemblyBlock {
    const block = this.#block ?? this.#makeBlock();
    this.#block = undefined;
    return block;
  }

  giveBlock(block: AssemblyBlock): void {
    if (this.#block === undefined) this.#block = block;
    else this.arena.free(block.address);
  }

  #makeBlock(): AssemblyBlock {
    const address = this.arena.allocate(9 * blockRoom + stagingBytes + readAhead);
    const { buffer } = this;
    return {
      address,
      staging: address + 9 * blockRoom,
      t: new Uint32Array(buffer, address, blockRoom),
      x: new Uint16Array(buffer, address + blockX, blockRoom),
      y: new Uint16Array(buffer, address + blockY, blockRoom),
      p: new Uint8Array(buffer, address + blockP, blockRoom),
    };
  }
}
