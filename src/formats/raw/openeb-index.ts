import type { TimeAnchor } from '../search/time-anchors.js';
import { readPercentHeader } from './percent-header.js';

/**
 * The side index that OpenEB keeps beside a RAW file, `<file>.raw.tmp_index`: an entry about every 2 ms. Near long gaps
 * its times are approximate. Entry `i` is valid from byte `offsets[i]` of the RAW file on.
 */
export interface OpenEbIndex {
  /** Microseconds of the recording's own clock, ascending. */
  readonly micros: Float64Array;
  /** Bytes from the start of the RAW file, ascending. */
  readonly offsets: Float64Array;
  /** Events before each entry. */
  readonly ordinals: Float64Array;
  readonly events: number;
}

const recordBytes = 20;

/**
 * Reads a side index (lent) of a RAW file of `rawByteLength` bytes. Layout: `% key value` lines up to `% end`, with `size`
 * and `ts_shift_us`; then records of i64 time, u64 offset, u32 events since the one before, of which those with negative
 * times come first and mean nothing, and the last marks the index as complete.
 *
 * Nothing when it is of another state of the file, incomplete or damaged: it is a help, never needed.
 */
export function readOpenEbIndex(sidecar: Uint8Array, rawByteLength: number): OpenEbIndex | undefined {
  const header = readHeader(sidecar);
  if (header === undefined || Number(header.fields.get('size')) !== rawByteLength) return undefined;
  const shift = Number(header.fields.get('ts_shift_us') ?? 0);
  const count = Math.floor((sidecar.length - header.byteLength) / recordBytes) - 1;
  if (count < 1 || !Number.isSafeInteger(shift)) return undefined;
  const view = new DataView(sidecar.buffer, sidecar.byteOffset + header.byteLength, count * recordBytes);
  let first = 0;
  while (first < count && view.getBigInt64(first * recordBytes, true) < 0n) first += 1;
  const micros = new Float64Array(count - first);
  const offsets = new Float64Array(count - first);
  const ordinals = new Float64Array(count - first);
  let events = 0;
  for (let index = 0; index < micros.length; index += 1) {
    const at = (first + index) * recordBytes;
    micros[index] = Number(view.getBigInt64(at, true)) + shift;
    offsets[index] = Number(view.getBigUint64(at + 8, true));
    ordinals[index] = events;
    events += view.getUint32(at + 16, true);
  }
  return ascends(micros) && ascends(offsets) && (offsets.at(-1) ?? Number.POSITIVE_INFINITY) <= rawByteLength
    ? { micros, offsets, ordinals, events }
    : undefined;
}

/**
 * Known times for a layout of chunks of `chunkBytes` from byte `dataOffset` on: the first entry of every chunk, and those
 * between which a quarter of a clock's loop of `loopMicros` passes. Empty when the index has no entry at the start.
 */
export function anchorsOfIndex(index: OpenEbIndex, dataOffset: number, chunkBytes: number, loopMicros: number): TimeAnchor[] {
  const anchors: TimeAnchor[] = [];
  index.offsets.forEach((fileOffset, entry) => {
    const offset = fileOffset - dataOffset;
    if (offset < 0) return;
    const micros = index.micros[entry] as number;
    const chunk = Math.floor(offset / chunkBytes);
    const previous = anchors.at(-1);
    if (previous !== undefined && previous.chunk === chunk && micros - previous.micros < loopMicros / 4) return;
    anchors.push({ chunk, offset, micros, ...(previous?.chunk === chunk ? { inside: true } : {}) });
  });
  return anchors[0]?.chunk === 0 ? anchors : [];
}

function readHeader(sidecar: Uint8Array): ReturnType<typeof readPercentHeader> | undefined {
  try {
    return readPercentHeader(sidecar.subarray(0, 64 << 10), sidecar.length);
  } catch {
    return undefined;
  }
}

function ascends(values: Float64Array): boolean {
  return values.every((value, index) => Number.isSafeInteger(value) && (index === 0 || value >= (values[index - 1] as number)));
}
