import type { SampleArray, SampleType } from '../shapes/plane-samples.js';
import type { AssemblyMemory } from './assembly-memory.js';
import {
  codeFloat16,
  codeFloat32,
  codeFloat64,
  codeInt8,
  codeInt16,
  codeInt32,
  codeInt64,
  codeUint8,
  codeUint16,
  codeUint32,
  codeUint64,
} from './plane-codes.js';
import { momentGroup, type TypedSamples } from './plane-kernels.js';

/** Samples that are taken at a time where something is copied or widened: few enough for the caches. */
const pieceSamples = 4096;

/** Room of one operand's piece, and what vectors may touch beyond. */
const slotBytes = 8 * pieceSamples + 64;

const operandSlots = 4;

const codes: Readonly<Record<SampleType, number>> = {
  bool: codeUint8,
  uint8: codeUint8,
  int8: codeInt8,
  uint16: codeUint16,
  int16: codeInt16,
  uint32: codeUint32,
  int32: codeInt32,
  uint64: codeUint64,
  int64: codeInt64,
  float16: codeFloat16,
  float32: codeFloat32,
  float64: codeFloat64,
};

/** An array that a kernel reads, writes or changes, one number for each sample. */
export interface Operand {
  readonly values: Float32Array | Float64Array | Uint32Array;
  readonly access: 'read' | 'write' | 'change';
}

/** Addresses of a piece: of its planes as floats (one after the other in a list), of its operands, in order. */
export type UsePiece = (planes: readonly number[], operands: readonly number[], count: number) => void;

/**
 * Brings arrays to where the kernels can reach them: what lies in their memory is used there, all else is copied in and out, piece
 * by piece; samples of other types become floats on the way.
 */
export class AssemblyPlanePieces {
  readonly memory: AssemblyMemory;
  #staging: number | undefined;

  constructor(memory: AssemblyMemory) {
    this.memory = memory;
  }

  /** Takes the room for pieces, unless it was taken before. Errors: `too-large`. */
  reserve(): number {
    this.#staging ??= this.memory.arena.allocate((2 * momentGroup + operandSlots) * slotBytes + 4 * momentGroup);
    return this.#staging;
  }

  /** Where a list of plane addresses for the kernels lies, filled with these. */
  listAt(addresses: readonly number[]): number {
    const at = this.reserve() + (2 * momentGroup + operandSlots) * slotBytes;
    new Uint32Array(this.memory.buffer, at, momentGroup).set(addresses);
    return at;
  }

  /** Calls `use` for piece after piece of `length` samples; at most {@link momentGroup} planes and four operands. */
  each(length: number, planes: readonly TypedSamples[], operands: readonly Operand[], use: UsePiece): void {
    const { memory } = this;
    const inPlace =
      planes.every(({ samples, type }) => type === 'float32' && memory.holds(samples)) &&
      operands.every(({ values }) => memory.holds(values));
    if (inPlace) {
      const of = ({ byteOffset }: ArrayBufferView) => byteOffset;
      use(
        planes.map(({ samples }) => of(samples)),
        operands.map(({ values }) => of(values)),
        length,
      );
      return;
    }
    for (let from = 0; from < length; from += pieceSamples) {
      const count = Math.min(pieceSamples, length - from);
      const planeAddresses = planes.map((plane, slot) => this.#floats(plane, from, count, slot));
      const operandAddresses = operands.map((operand, slot) => this.#operand(operand, from, count, slot));
      use(planeAddresses, operandAddresses, count);
      for (const [slot, operand] of operands.entries())
        if (operand.access !== 'read') this.#copyOut(operand, from, count, operandAddresses[slot]!);
    }
  }

  /** Calls `use` for piece after piece of samples of any type, as they are. */
  eachRaw(samples: SampleArray, use: (address: number, from: number, count: number) => void): void {
    const most = this.memory.holds(samples) ? samples.length : pieceSamples;
    for (let from = 0; from < samples.length; from += most) {
      const count = Math.min(most, samples.length - from);
      use(this.#rawAddress(samples, from, count, 0), from, count);
    }
  }

  /** Widens samples to floats. */
  widen({ samples, type }: TypedSamples, output: Float32Array): void {
    const wanted = samples.length === output.length ? samples : samples.subarray(0, output.length);
    const target: Operand = { values: output, access: 'write' };
    this.eachRaw(wanted, (address, start, length) => {
      const most = this.memory.holds(output) ? length : pieceSamples;
      for (let at = 0; at < length; at += most) {
        const count = Math.min(most, length - at);
        const to = this.#operand(target, start + at, count, 0);
        this.memory.exports.planeWiden(codes[type], address + at * samples.BYTES_PER_ELEMENT, to, count);
        this.#copyOut(target, start + at, count, to);
      }
    });
  }

  /** The address of `count` samples from `from` on as floats. */
  #floats({ samples, type }: TypedSamples, from: number, count: number, slot: number): number {
    const raw = this.#rawAddress(samples, from, count, 2 * slot);
    if (type === 'float32') return raw;
    const floats = this.reserve() + (2 * slot + 1) * slotBytes;
    this.memory.exports.planeWiden(codes[type], raw, floats, count);
    return floats;
  }

  #rawAddress(samples: SampleArray, from: number, count: number, slot: number): number {
    const at = samples.byteOffset + from * samples.BYTES_PER_ELEMENT;
    if (this.memory.holds(samples)) return at;
    const address = this.reserve() + slot * slotBytes;
    this.memory.bytes.set(new Uint8Array(samples.buffer, at, count * samples.BYTES_PER_ELEMENT), address);
    return address;
  }

  #operand({ values, access }: Operand, from: number, count: number, slot: number): number {
    if (access !== 'write') return this.#rawAddress(values, from, count, 2 * momentGroup + slot);
    if (this.memory.holds(values)) return values.byteOffset + from * values.BYTES_PER_ELEMENT;
    return this.reserve() + (2 * momentGroup + slot) * slotBytes;
  }

  #copyOut({ values }: Operand, from: number, count: number, address: number): void {
    if (this.memory.holds(values)) return;
    const byteLength = count * values.BYTES_PER_ELEMENT;
    const target = new Uint8Array(values.buffer, values.byteOffset + from * values.BYTES_PER_ELEMENT, byteLength);
    target.set(this.memory.bytes.subarray(address, address + byteLength));
  }
}
