import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';

/** What every read of a TIFF file goes by. Source: TIFF 6.0; BigTIFF as libtiff has it. */
export interface TiffFile {
  readonly little: boolean;
  /** BigTIFF: 64-bit offsets. */
  readonly big: boolean;
  readonly firstDirectory: number;
  readonly byteLength: number;
  /** The first bytes of the file. Lent. */
  readonly head: Uint8Array;
}

/** Whether bytes start as a TIFF file does. */
export function isTiff(head: Uint8Array): boolean {
  const little = head[0] === 0x49 && head[1] === 0x49;
  const big = head[0] === 0x4d && head[1] === 0x4d;
  const version = little ? head[2]! | (head[3]! << 8) : (head[2]! << 8) | head[3]!;
  return head.length >= 8 && (little || big) && (version === 42 || version === 43);
}

/** Reads the header. Errors: `truncated`, `corrupt`. */
export function openTiffFile(head: Uint8Array, byteLength: number): TiffFile {
  const little = head[0] === 0x49;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const big = view.getUint16(2, little) === 43;
  if (head.length < (big ? 16 : 8)) throw new FirstlightError('truncated', 'A TIFF file ends inside its header');
  if (big && view.getUint16(4, little) !== 8)
    throw new FirstlightError('corrupt', 'A BigTIFF header is damaged: its offsets are not of 8 bytes');
  const firstDirectory = big ? readOffset(view, 8, little) : view.getUint32(4, little);
  if (firstDirectory < 8) throw new FirstlightError('corrupt', 'A TIFF file has no directory');
  return { little, big, firstDirectory, byteLength, head };
}

/** Bytes of a file, at most `length` of them where it ends before; from the head where that holds them. */
export function* readSome(file: TiffFile, offset: number, length: number): Plan<Uint8Array> {
  const end = Math.min(offset + length, file.byteLength);
  if (offset < 0 || offset >= file.byteLength) {
    throw new FirstlightError('truncated', `The file ends at byte ${file.byteLength}, byte ${offset} is needed`);
  }
  if (end <= file.head.length) return file.head.subarray(offset, end);
  return (yield [{ offset, length: end - offset }])[0]!;
}

/** A 64-bit number; those beyond any file come out beyond any file. */
export function readOffset(view: DataView, at: number, little: boolean): number {
  const high = view.getUint32(little ? at + 4 : at, little);
  return high * 2 ** 32 + view.getUint32(little ? at : at + 4, little);
}
