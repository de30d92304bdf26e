import { FirstlightError } from '../../base/errors.js';
import { ByteCursor } from './byte-cursor.js';

/** HDF5's number of Prophesee's event compression filter. */
export const ecfFilter = 0x8ecf;

/** Bytes of a decoded event: x u16 at 0, y u16 at 2, p i16 at 4, two bytes of padding, t i64 at 8. */
export const ecfEventBytes = 16;

const headerBytes = 12;
const word = 2 ** 32;
const flagPackedXp = 1;
const flagPackedYxp = 2;

/**
 * Decodes an ECF chunk into events of 16 bytes, as the HDF5 filter does, and fills the rest of `output` with zeros: the
 * last chunk of a data set may hold fewer events. Returns the bytes of `output`.
 * Source: prophesee-ai/hdf5_ecf, format only. Throws `corrupt`.
 */
export function decodeEcf(input: Uint8Array, output: Uint8Array): number {
  const cursor = new ByteCursor(input, 'ECF chunk');
  const head = cursor.u32();
  const count = head >>> 2;
  if (count * ecfEventBytes > output.length) {
    throw new FirstlightError(
      'corrupt',
      `An ECF chunk holds ${count} events where ${Math.floor(output.length / ecfEventBytes)} are expected`,
    );
  }
  output.fill(0);
  const out = new DataView(output.buffer, output.byteOffset, count * ecfEventBytes);
  decodeTimes(cursor, out, count);
  if ((head & flagPackedYxp) !== 0) {
    decodePackedYxp(cursor, out, count);
    return output.length;
  }
  decodeRows(cursor, out, count);
  if ((head & flagPackedXp) !== 0) decodePackedXp(cursor, out, count);
  else {
    decodeMaskedX(cursor, out, count);
    decodePolarity(cursor, out, count);
  }
  return output.length;
}

/**
 * The start of the first event from the header of a chunk: its time stands there, the other fields come out as zeros.
 * Returns the bytes of `output`, at most one event. Throws `corrupt`.
 */
export function decodeEcfStart(input: Uint8Array, output: Uint8Array): number {
  if (input.length < headerBytes) throw new FirstlightError('corrupt', 'An ECF chunk is shorter than its header');
  const event = new Uint8Array(ecfEventBytes);
  event.set(input.subarray(4, headerBytes), 8);
  output.set(event.subarray(0, output.length));
  return Math.min(output.length, ecfEventBytes);
}

/** Bytes of a step in time (high nibble) and a number of events there (low nibble; 15: the next two bytes say). */
function decodeTimes(cursor: ByteCursor, out: DataView, count: number): void {
  let low = cursor.u32();
  let high = cursor.u32();
  for (let event = 0; event < count; ) {
    let byte = cursor.u8();
    if (byte >> 4 === 15) {
      let step = 0;
      let scale = 1;
      for (;;) {
        step += (byte & 15) * scale;
        scale *= 16;
        if (scale > 2 ** 56) throw cursor.corrupt('a step in time is too long');
        if (cursor.peek() >> 4 !== 15) break;
        byte = cursor.u8();
      }
      low += step % word;
      high += Math.floor(step / word);
      if (low >= word) {
        low -= word;
        high += 1;
      }
      continue;
    }
    low += byte >> 4;
    if (low >= word) {
      low -= word;
      high += 1;
    }
    const events = (byte & 15) === 15 ? cursor.u16() : byte & 15;
    const end = event + events;
    if (end > count) throw cursor.corrupt(`its times are of more than ${count} events`);
    for (; event < end; event += 1) {
      out.setUint32(event * ecfEventBytes + 8, low, true);
      out.setUint32(event * ecfEventBytes + 12, high, true);
    }
  }
}

/** Four events of 24 bits (y, x, p) in three words of 32 bits. */
function decodePackedYxp(cursor: ByteCursor, out: DataView, count: number): void {
  for (let event = 0; event < count; event += 4) {
    const u0 = cursor.u32();
    const u1 = cursor.u32();
    const u2 = cursor.u32();
    putYxp(out, event, count, u0 >>> 8);
    putYxp(out, event + 1, count, ((u1 >>> 16) << 8) | (u0 & 255));
    putYxp(out, event + 2, count, ((u2 >>> 24) << 16) | (u1 & 65_535));
    putYxp(out, event + 3, count, u2 & 0xffffff);
  }
}

function putYxp(out: DataView, event: number, count: number, value: number): void {
  if (event >= count) return;
  out.setUint16(event * ecfEventBytes + 2, value >>> 12, true);
  putXp(out, event, count, value & 0xfff);
}

function putXp(out: DataView, event: number, count: number, value: number): void {
  if (event >= count) return;
  out.setUint16(event * ecfEventBytes, value >>> 1, true);
  out.setInt16(event * ecfEventBytes + 4, value & 1, true);
}

/** Rows of 11 bits with a number of events (31: the next two bytes say). */
function decodeRows(cursor: ByteCursor, out: DataView, count: number): void {
  for (let event = 0; event < count; ) {
    const row = cursor.u16();
    const events = (row & 31) === 31 ? cursor.u16() : row & 31;
    const end = event + events;
    if (end > count) throw cursor.corrupt(`its rows are of more than ${count} events`);
    for (; event < end; event += 1) out.setUint16(event * ecfEventBytes + 2, row >>> 5, true);
  }
}

/** Four events of 12 bits (x, p) in three words of 16 bits. */
function decodePackedXp(cursor: ByteCursor, out: DataView, count: number): void {
  for (let event = 0; event < count; event += 4) {
    const u0 = cursor.u16();
    const u1 = cursor.u16();
    const u2 = cursor.u16();
    putXp(out, event, count, u0 >>> 4);
    putXp(out, event + 1, count, ((u1 >>> 8) << 4) | (u0 & 15));
    putXp(out, event + 2, count, ((u2 >>> 12) << 8) | (u1 & 255));
    putXp(out, event + 3, count, u2 & 0xfff);
  }
}

/** A column of 11 bits and which of the five to its right have an event too. */
function decodeMaskedX(cursor: ByteCursor, out: DataView, count: number): void {
  for (let event = 0; event < count; ) {
    const masked = cursor.u16();
    const x = masked >>> 5;
    out.setUint16(event * ecfEventBytes, x, true);
    event += 1;
    for (let right = 1; right <= 5; right += 1) {
      if ((masked & (32 >> right)) === 0) continue;
      if (event >= count) throw cursor.corrupt(`its columns are of more than ${count} events`);
      out.setUint16(event * ecfEventBytes, x + right, true);
      event += 1;
    }
  }
}

/** A polarity bit and a number of events (127: the next two bytes say). */
function decodePolarity(cursor: ByteCursor, out: DataView, count: number): void {
  for (let event = 0; event < count; ) {
    const byte = cursor.u8();
    const events = (byte & 127) === 127 ? cursor.u16() : byte & 127;
    const end = event + events;
    if (end > count) throw cursor.corrupt(`its polarities are of more than ${count} events`);
    for (; event < end; event += 1) out.setInt16(event * ecfEventBytes + 4, byte >>> 7, true);
  }
}
