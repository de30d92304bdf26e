import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';

/** Throws `out-of-range` unless `offset` and `length` name bytes inside the source. */
export function checkRange(source: Pick<ByteSource, 'path' | 'byteLength'>, offset: number, length: number): void {
  if (Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && offset + length <= source.byteLength) {
    return;
  }
  throw new FirstlightError('out-of-range', `Bytes ${offset} to ${offset + length} of ${source.byteLength}`, { path: source.path });
}
