import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { decodeBitshuffle } from '../codecs/bitshuffle.js';
import { decodeBlosc } from '../codecs/blosc.js';
import { decodeBlosc2 } from '../codecs/blosc2-frame.js';
import type { BufferPool } from '../codecs/buffer-pool.js';
import { verifyFletcher32 } from '../codecs/fletcher32.js';
import { decodeLz4Chunk } from '../codecs/lz4-chunk.js';
import { decodeLzf } from '../codecs/lzf.js';
import { decodeZstd } from '../codecs/zstd.js';
import type { FilterSpec } from './filter-pipeline.js';

/** What a filter's decoder gets beside its bytes. */
export interface FilterTools {
  readonly kernels: ByteKernels;
  readonly parameters: readonly number[];
  /** Scratch memory, *lent* for the call. */
  readonly lendScratch: (byteLength: number) => Uint8Array;
}

/**
 * Undoes one filter: decodes `input` (lent) into `output` and returns the bytes written. Stops without an error when
 * `output` is full.
 */
export type FilterDecoder = (input: Uint8Array, output: Uint8Array, tools: FilterTools) => number;

/** A filter that is not HDF5's own matter. */
export interface ForeignFilter {
  readonly decode: FilterDecoder;
  /** Decodes what can be told of the first element from a chunk's first bytes, zeros for the rest of it. */
  readonly decodeStart?: FilterDecoder;
}

export type ForeignFilters = ReadonlyMap<number, ForeignFilter>;

const deflateId = 1;
const shuffleId = 2;
const fletcherId = 3;

/** Decoders of compressing filters by HDF5's registered number. */
const decoders: ReadonlyMap<number, FilterDecoder> = new Map<number, FilterDecoder>([
  [deflateId, (input, output, { kernels }) => kernels.inflate(input, output, 'zlib')],
  [32000, decodeLzf],
  [32001, (input, output, { kernels, lendScratch }) => decodeBlosc(input, output, kernels, lendScratch)],
  [32004, decodeLz4Chunk],
  [32008, (input, output, { parameters, lendScratch }) => decodeBitshuffle(input, output, parameters, lendScratch)],
  [32015, decodeZstd],
  [32026, (input, output, { kernels, lendScratch }) => decodeBlosc2(input, output, kernels, lendScratch)],
]);

/** Filters whose first output needs only their first input. */
const prefixFilters: ReadonlySet<number> = new Set([1, 32000, 32001, 32004]);

/** Names of registered filters, for messages. Source: HDF Group's list of registered filter plugins. */
const filterNames: ReadonlyMap<number, string> = new Map([
  [4, 'szip'],
  [5, 'nbit'],
  [6, 'scale-offset'],
  [305, 'lzo'],
  [307, 'bzip2'],
  [32002, 'mafisc'],
  [32003, 'snappy'],
  [32006, 'jpeg-xr'],
  [32009, 'spdp'],
  [32010, 'lpc-rice'],
  [32013, 'zfp'],
  [32014, 'fpzip'],
  [32016, 'b3d'],
  [32017, 'sz'],
  [32018, 'fcidecomp'],
  [32019, 'jpeg'],
  [32024, 'sz3'],
  [36559, 'ECF'],
]);

/** All that decoding chunks needs; made once per thread. */
export interface ChunkDecoding {
  readonly kernels: ByteKernels;
  readonly pool: BufferPool;
  /** By number. */
  readonly foreign: ForeignFilters;
}

/**
 * Throws `unsupported`, with number and name, when a filter of the pipeline cannot be undone.
 */
export function checkFilters(filters: readonly FilterSpec[], foreign: ForeignFilters, dataset: string): void {
  for (const { id, name } of filters) {
    if (id === shuffleId || id === fletcherId || decoders.has(id) || foreign.has(id)) continue;
    const label = filterNames.get(id) ?? (name === '' ? 'unknown' : name);
    throw new FirstlightError(
      'unsupported',
      `The HDF5 data set ${dataset} is compressed with filter ${id} (${label}), which cannot be undone`,
    );
  }
}

/** Whether the first bytes of a chunk can be had from its first stored bytes. */
export function hasReadablePrefix(filters: readonly FilterSpec[], foreign: ForeignFilters): boolean {
  const compressing = filters.filter(({ id }) => id !== fletcherId);
  if (compressing.length === 0) return true;
  const [only] = compressing;
  if (compressing.length !== 1 || only === undefined) return false;
  return prefixFilters.has(only.id) || foreign.get(only.id)?.decodeStart !== undefined;
}

/**
 * The first `output.length` bytes of a chunk from the first bytes of its stored form; `false` when those do not suffice. Only for pipelines with {@link hasReadablePrefix}; checksums are not verified.
 */
export function decodePrefix(
  filters: readonly FilterSpec[],
  filterMask: number,
  input: Uint8Array,
  output: Uint8Array,
  decoding: ChunkDecoding,
): boolean {
  const at = filters.findIndex(({ id }) => id !== fletcherId);
  if (at < 0 || (filterMask & (1 << at)) !== 0) {
    output.set(input.subarray(0, output.length));
    return input.length >= output.length;
  }
  try {
    const start = decoding.foreign.get(filters[at]!.id)?.decodeStart;
    return decodeOne(filters[at]!, input, output, decoding, start) === output.length;
  } catch (thrown) {
    if (thrown instanceof FirstlightError && thrown.code === 'corrupt') return false;
    throw thrown;
  }
}

/**
 * Undoes a pipeline on one stored chunk. The result is *lent*: `input` itself where nothing was to be undone, else a
 * buffer of the pool that `release` gives back. Errors: `corrupt` when the chunk does not come out at `chunkBytes`;
 * `unsupported`.
 */
export function decodeFilters(
  filters: readonly FilterSpec[],
  filterMask: number,
  input: Uint8Array,
  chunkBytes: number,
  decoding: ChunkDecoding,
): { readonly bytes: Uint8Array; readonly release: () => void } {
  const { pool } = decoding;
  let bytes = input;
  let owned: Uint8Array | undefined;
  const replace = (buffer: Uint8Array, length: number): void => {
    if (owned !== undefined) pool.release(owned);
    owned = buffer;
    bytes = buffer.subarray(0, length);
  };
  for (let at = filters.length - 1; at >= 0; at -= 1) {
    const filter = filters[at]!;
    if ((filterMask & (1 << at)) !== 0) continue;
    if (filter.id === fletcherId) {
      bytes = verifyFletcher32(bytes);
      continue;
    }
    if (filter.id === shuffleId) {
      const elementSize = filter.parameters[0] ?? 1;
      if (elementSize <= 1 || elementSize > bytes.length) continue;
      const buffer = pool.lend(bytes.length);
      decoding.kernels.unshuffle(bytes, buffer.subarray(0, bytes.length), elementSize);
      replace(buffer, bytes.length);
      continue;
    }
    const last = filters.slice(0, at).every(({ id }) => id === shuffleId);
    // One byte more than there should be: deflate then comes to its end and verifies its checksum.
    const room = last ? chunkBytes + (filter.id === deflateId ? 1 : 0) : chunkBytes + (chunkBytes >> 3) + 4096;
    const buffer = pool.lend(room);
    replace(buffer, decodeOne(filter, bytes, buffer.subarray(0, room), decoding));
  }
  if (bytes.length !== chunkBytes) {
    throw new FirstlightError('corrupt', `A chunk comes out at ${bytes.length} bytes instead of ${chunkBytes}`);
  }
  const release = (): void => {
    if (owned !== undefined) pool.release(owned);
    owned = undefined;
  };
  return { bytes, release };
}

function decodeOne(
  filter: FilterSpec,
  input: Uint8Array,
  output: Uint8Array,
  decoding: ChunkDecoding,
  decode: FilterDecoder | undefined = decoding.foreign.get(filter.id)?.decode ?? decoders.get(filter.id),
): number {
  if (decode === undefined) {
    const label = filterNames.get(filter.id) ?? filter.name;
    throw new FirstlightError('unsupported', `HDF5 filter ${filter.id} (${label}) cannot be undone`);
  }
  const scratch: Uint8Array[] = [];
  const lendScratch = (byteLength: number): Uint8Array => {
    const buffer = decoding.pool.lend(byteLength);
    scratch.push(buffer);
    return buffer.subarray(0, byteLength);
  };
  try {
    return decode(input, output, { kernels: decoding.kernels, parameters: filter.parameters, lendScratch });
  } finally {
    for (const buffer of scratch) decoding.pool.release(buffer);
  }
}
