import type { FileMetaData } from 'hyparquet';
import { parquetMetadata } from 'hyparquet/src/metadata.js';
import { FirstlightError } from '../../base/errors.js';
import { bytesOf, type StorePlan } from '../../bytes/store-plan.js';

/** Read at first: the footer of most files, with up to some hundred columns in some row groups. */
const firstBytes = 64 << 10;
/** Length of the footer and the magic bytes at the end of a file. */
const tailBytes = 8;
const magic = 'PAR1';

/** Whether bytes begin a Parquet file. */
export function isParquet(head: Uint8Array): boolean {
  return head.length >= 4 && String.fromCharCode(...head.subarray(0, 4)) === magic;
}

/**
 * The footer of a Parquet file (https://parquet.apache.org/docs/file-format), from its end: one round, two where it is long.
 * Errors: `corrupt`, `truncated`, `too-large` for footers beyond `limitBytes`.
 */
export function* readParquetFooter(byteLength: number, limitBytes: number): StorePlan<FileMetaData> {
  let end = yield* readEnd(Math.min(firstBytes, byteLength));
  if (end.length < tailBytes + 4 || String.fromCharCode(...end.subarray(-4)) !== magic) {
    throw new FirstlightError('truncated', 'A Parquet file does not end as one: its last part is missing');
  }
  const footerBytes = new DataView(end.buffer, end.byteOffset + end.length - tailBytes).getUint32(0, true);
  if (footerBytes + tailBytes > byteLength) throw new FirstlightError('corrupt', `A footer of ${footerBytes} bytes does not fit its file`);
  if (footerBytes > limitBytes)
    throw new FirstlightError('too-large', `A footer of ${footerBytes} bytes; at most ${limitBytes} can be read`);
  if (footerBytes + tailBytes > end.length) end = yield* readEnd(footerBytes + tailBytes);
  return decodeParquet(() => parquetMetadata(end, { geoparquet: false }), 'The footer of a Parquet file is damaged');
}

/** Runs a decoder of the library, whose errors are damage: it takes whatever bytes say for granted. */
export function decodeParquet<Result>(decode: () => Result, message: string): Result {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof FirstlightError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FirstlightError('corrupt', `${message}: ${why.slice(0, 200)}`, { cause: thrown });
  }
}

function* readEnd(length: number): StorePlan<Uint8Array> {
  const [answer] = yield [{ kind: 'end', name: '', length }];
  return bytesOf(answer, '');
}
