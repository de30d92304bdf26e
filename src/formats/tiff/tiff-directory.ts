import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { readOffset, readSome, type TiffFile } from './tiff-file.js';

/** One field of a directory. */
export interface TiffEntry {
  readonly type: number;
  readonly count: number;
  /** The values, where they fit into the field. */
  readonly inline: Uint8Array | undefined;
  /** Where they are, else. */
  readonly offset: number;
}

export interface TiffDirectory {
  readonly offset: number;
  /** By tag. */
  readonly entries: ReadonlyMap<number, TiffEntry>;
  /** 0 after the last. */
  readonly next: number;
}

/** Bytes of a value by its type. Source: TIFF 6.0, section 2; 13 IFD; BigTIFF 16 to 18. */
const typeBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** No writer has this many fields. */
const mostEntries = 4096;
/** Enough for most directories with what lies right behind them. */
const guessBytes = 1024;
const mostValueBytes = 64 << 20;

/** Reads the directory at `offset`: one round, a second for long ones. Errors: `corrupt`, `truncated`. */
export function* readDirectory(file: TiffFile, offset: number): Plan<TiffDirectory> {
  const { big, little } = file;
  const [countBytes, entryBytes, nextBytes] = big ? [8, 20, 8] : [2, 12, 4];
  let bytes = yield* readSome(file, offset, guessBytes);
  if (bytes.length < countBytes) throw cutDirectory(offset);
  const count = big ? readOffset(viewOf(bytes), 0, little) : viewOf(bytes).getUint16(0, little);
  if (count === 0 || count > mostEntries) {
    throw new FirstlightError('corrupt', `A TIFF directory at byte ${offset} claims ${count} fields`);
  }
  const length = countBytes + count * entryBytes + nextBytes;
  if (bytes.length < length) bytes = yield* readSome(file, offset, length);
  if (bytes.length < length) throw cutDirectory(offset);
  const view = viewOf(bytes);
  const entries = new Map<number, TiffEntry>();
  for (let at = countBytes; at < length - nextBytes; at += entryBytes) {
    const type = view.getUint16(at + 2, little);
    const size = typeBytes[type];
    if (size === undefined) continue;
    const values = big ? readOffset(view, at + 4, little) : view.getUint32(at + 4, little);
    const room = big ? 8 : 4;
    const valueAt = at + entryBytes - room;
    const fits = values * size <= room;
    entries.set(view.getUint16(at, little), {
      type,
      count: values,
      inline: fits ? bytes.slice(valueAt, valueAt + values * size) : undefined,
      offset: fits ? 0 : big ? readOffset(view, valueAt, little) : view.getUint32(valueAt, little),
    });
  }
  const nextAt = length - nextBytes;
  return { offset, entries, next: big ? readOffset(view, nextAt, little) : view.getUint32(nextAt, little) };
}

/** The numbers of a field. Rationals come as quotients. Errors: `corrupt`, `truncated`. */
export function* readNumbers(file: TiffFile, entry: TiffEntry): Plan<readonly number[]> {
  const bytes = yield* readBytes(file, entry, mostValueBytes, true);
  return numbersOf(bytes, entry.type, file.little);
}

/** The text of a field, at most `mostBytes` of it. */
export function* readText(file: TiffFile, entry: TiffEntry, mostBytes: number): Plan<string> {
  const bytes = yield* readBytes(file, entry, mostBytes, false);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The only or first number of a field that holds it in itself; `undefined` where the field is absent or elsewhere. */
export function scalar({ entries }: TiffDirectory, tag: number, little: boolean): number | undefined {
  const entry = entries.get(tag);
  if (entry?.inline === undefined || entry.count === 0) return undefined;
  return numbersOf(entry.inline, entry.type, little)[0];
}

function* readBytes(file: TiffFile, { type, count, inline, offset }: TiffEntry, mostBytes: number, whole: boolean): Plan<Uint8Array> {
  if (inline !== undefined) return inline;
  const length = count * (typeBytes[type] ?? 1);
  if (whole && length > mostBytes) throw new FirstlightError('corrupt', `A TIFF field claims ${length} bytes`);
  const wanted = Math.min(length, mostBytes);
  const bytes = yield* readSome(file, offset, wanted);
  if (whole && bytes.length < wanted) {
    throw new FirstlightError('truncated', `A TIFF field of ${length} bytes at byte ${offset} lies beyond the end of the file`);
  }
  return bytes;
}

function numbersOf(bytes: Uint8Array, type: number, little: boolean): number[] {
  const view = viewOf(bytes);
  const size = typeBytes[type] ?? 1;
  const numbers: number[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) numbers.push(numberAt(view, at, type, little));
  return numbers;
}

function numberAt(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 16:
    case 18:
      return readOffset(view, at, little);
    case 17:
      return Number(view.getBigInt64(at, little));
    default:
      return view.getUint8(at);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function cutDirectory(offset: number): FirstlightError {
  return new FirstlightError('truncated', `The file ends inside the TIFF directory at byte ${offset}`);
}
