import type { Compressors, DecodedArray, ParquetParsers } from 'hyparquet';
import { parquetHeader, readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { decodeLz4Block } from '../codecs/lz4-block.js';
import { decodeZstd } from '../codecs/zstd.js';
import { decodeParquet } from './parquet-footer.js';
import type { ParquetChunk, ParquetColumn } from './parquet-schema.js';

/** Bytes of a dictionary page's header. */
export const pageHeaderBytes = 512;

/** Times are numbers: milliseconds since 1970, days as such. */
const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1000,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos) / 1_000_000,
  dateFromDays: (days: number) => days,
};

/**
 * The values of one part of a column, as the library's arrays: numbers, big integers, booleans, texts; null or undefined where a
 * row has none. `bytes` is all of the part, *lent*. Errors: `corrupt`, `truncated`, `unsupported` (compressions), `too-large` for
 * pages beyond `limitBytes`.
 */
export function decodeParquetChunk(
  column: ParquetColumn,
  chunk: ParquetChunk,
  bytes: Uint8Array,
  kernels: ByteKernels,
  limitBytes: number,
): DecodedArray[] {
  const { metaData, rows } = chunk;
  checkPages(bytes, rows, limitBytes);
  const element = column.schemaPath.at(-1)!.element;
  const decoder: Parameters<typeof readColumn>[2] = {
    pathInSchema: metaData.path_in_schema,
    type: metaData.type,
    element,
    schemaPath: column.schemaPath,
    codec: metaData.codec,
    parsers,
    compressors: compressorsWith(kernels, limitBytes),
    utf8: true,
  };
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const select = { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows };
  const { data } = decodeParquet(() => readColumn(reader, select, decoder), `The column ${column.name} is damaged`);
  const found = data.reduce((sum, part) => sum + part.length, 0);
  if (found < rows) throw new FirstlightError('truncated', `The column ${column.name} ends after ${found} of ${rows} values`);
  return data;
}

/** How many different values a part's dictionary holds, from its header; undefined where there is no dictionary. */
export function dictionarySize(head: Uint8Array): number | undefined {
  const reader = { view: new DataView(head.buffer, head.byteOffset, head.byteLength), offset: 0 };
  const header = decodeParquet(() => parquetHeader(reader), 'The dictionary of a column is damaged');
  return header.type === 'DICTIONARY_PAGE' ? header.dictionary_page_header?.num_values : undefined;
}

/** Holds what page headers promise against what there is, before the library makes room for it. */
function checkPages(bytes: Uint8Array, rows: number, limitBytes: number): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  for (let values = 0; values < rows && reader.offset < bytes.byteLength - 1; ) {
    const header = decodeParquet(() => parquetHeader(reader), 'The header of a page is damaged');
    const { compressed_page_size: stored, uncompressed_page_size: whole } = header;
    const count = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values;
    const held = count ?? header.dictionary_page_header?.num_values ?? 0;
    if (!(stored >= 0 && whole >= 0 && held >= 0)) throw new FirstlightError('corrupt', 'The header of a page holds sizes below zero');
    if (reader.offset + stored > bytes.byteLength) throw new FirstlightError('truncated', `A page of ${stored} bytes is cut`);
    if (whole > limitBytes) throw new FirstlightError('too-large', `A page of ${whole} bytes; at most ${limitBytes} can be held`);
    if (count === undefined ? held > 8 * whole + 1 : count > rows - values) {
      throw new FirstlightError('corrupt', `A page says it holds ${held} values, where at most ${rows} are left`);
    }
    values += count ?? 0;
    reader.offset += stored;
  }
}

function compressorsWith(kernels: ByteKernels, limitBytes: number): Compressors {
  const into = (decode: (input: Uint8Array, output: Uint8Array) => unknown) => (input: Uint8Array, length: number) => {
    if (length > limitBytes) throw new FirstlightError('too-large', `A page of ${length} bytes; at most ${limitBytes} can be held`);
    const output = new Uint8Array(length);
    decode(input, output);
    return output;
  };
  const refuse = (name: string) => (): never => {
    throw new FirstlightError('unsupported', `${name} compression of Parquet is not supported`, {
      advice: 'Write the file with Snappy, Zstandard, gzip or LZ4.',
    });
  };
  return {
    SNAPPY: into((input, output) => snappyUncompress(input, output)),
    GZIP: into((input, output) => kernels.inflate(input, output, 'gzip')),
    ZSTD: into(decodeZstd),
    LZ4_RAW: into(decodeLz4Block),
    LZ4: refuse('Hadoop LZ4'),
    LZO: refuse('LZO'),
    BROTLI: refuse('Brotli'),
  };
}
