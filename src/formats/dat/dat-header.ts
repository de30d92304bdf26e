import { FirstlightError } from '../../base/errors.js';
import type { Geometry } from '../../shapes/event-facts.js';
import { geometryOf } from '../raw/find-geometry.js';
import { readPercentHeader } from '../raw/percent-header.js';

/** Bytes of a DAT record of any type. */
export const datRecordBytes = 8;

/** What stands before the records of a DAT file. */
export interface DatHeader {
  /** 2: x and y of 14 bits. 1: x of 9 bits, y of 8. */
  readonly version: 1 | 2;
  /** Whether the header says so; else the records were looked at. */
  readonly versionStated: boolean;
  readonly recordType: 'cd' | 'trigger';
  readonly dataOffset: number;
  readonly geometry?: Geometry;
}

/**
 * Reads the header of a DAT file from its first bytes (lent): `% ` lines, then the type and the size of the records.
 * Source: OpenEB `DAT_helper.h`, `event2d.h`, `event_ext_trigger.h`.
 *
 * Errors: `truncated` when the file ends before its first record (with a closed header it is empty), `unsupported` for other types and sizes of records,
 * `corrupt` when there is no header and what is there does not look like records.
 */
export function readDatHeader(head: Uint8Array, byteLength: number): DatHeader {
  const header = readPercentHeader(head, byteLength);
  const typeAt = header.byteLength;
  const typed = typeAt > 0 || hasBareType(head, byteLength);
  const dataOffset = typed ? typeAt + 2 : 0;
  const isEmpty = header.closed && byteLength === dataOffset;
  if (!isEmpty && byteLength < dataOffset + datRecordBytes) {
    throw new FirstlightError('truncated', `A DAT file of ${byteLength} bytes ends before its first event`);
  }
  if (!isEmpty && dataOffset + datRecordBytes > head.length) throw new FirstlightError('corrupt', 'The header is longer than 64 KiB');
  const recordType = typed ? recordTypeOf(head[typeAt] ?? 0, head[typeAt + 1] ?? 0) : 'cd';
  const words = wordsOf(head, dataOffset);
  if (typeAt === 0 && !looksLikeRecords(words)) {
    throw new FirstlightError('corrupt', 'There is no DAT header, and the bytes do not look like DAT events');
  }
  const stated = Number.parseInt(header.fields.get('version') ?? '', 10);
  const geometry = geometryOf(Number(header.fields.get('width')), Number(header.fields.get('height')), 'header');
  const versionStated = stated === 1 || stated === 2;
  if (Number.isFinite(stated) && !versionStated) throw new FirstlightError('unsupported', `DAT version ${stated} is not supported`);
  const version = versionStated ? stated : guessVersion(words, geometry);
  return { version, versionStated, recordType, dataOffset, ...(geometry === undefined ? {} : { geometry }) };
}

function recordTypeOf(type: number, size: number): 'cd' | 'trigger' {
  if (type !== 0 && type !== 12 && type !== 14) throw new FirstlightError('unsupported', `DAT events of type ${type} are not supported`);
  if (size !== datRecordBytes && size !== 0) throw new FirstlightError('unsupported', `DAT events of ${size} bytes are not supported`);
  return type === 14 ? 'trigger' : 'cd';
}

/** Whether a file without header lines starts with the type and size of its records all the same. */
function hasBareType(head: Uint8Array, byteLength: number): boolean {
  return [0, 12, 14].includes(head[0] ?? -1) && head[1] === datRecordBytes && byteLength % datRecordBytes === 2;
}

function wordsOf(head: Uint8Array, dataOffset: number): Uint32Array {
  const count = Math.floor((head.length - dataOffset) / datRecordBytes);
  const view = new DataView(head.buffer, head.byteOffset + dataOffset, count * datRecordBytes);
  return Uint32Array.from({ length: count * 2 }, (_, index) => view.getUint32(index * 4, true));
}

/** Records ascend in time, but for a few, and hold polarities of 0 and 1. */
function looksLikeRecords(words: Uint32Array): boolean {
  const count = words.length / 2;
  let odd = 0;
  for (let index = 1; index < count; index += 1) {
    const backwards = (words[index * 2] ?? 0) < (words[index * 2 - 2] ?? 0);
    if (backwards || (words[index * 2 + 1] ?? 0) >>> 28 > 1) odd += 1;
  }
  return odd * 10 <= count;
}

/** A version 1 record uses 18 bits beside its time; any ON event of version 2 uses bit 28. */
function guessVersion(words: Uint32Array, geometry: Geometry | undefined): 1 | 2 {
  if (geometry !== undefined && (geometry.width > 512 || geometry.height > 256)) return 2;
  for (let index = 1; index < words.length; index += 2) if ((words[index] ?? 0) >>> 18 !== 0) return 2;
  return 1;
}
