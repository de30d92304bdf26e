import { type BlockSource, withBlocks } from '../bytes/blocks.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { withCoalescing } from '../bytes/coalesce.js';
import { CountingSource } from '../bytes/counting-source.js';

/** A recording's bytes, seen through counting, joining and caching. */
export interface RecordingBytes {
  readonly counted: CountingSource;
  /** For whole chunks: read in pieces of at most 1 MiB, kept by nobody but the chunk. */
  readonly near: ByteSource;
  /** For headers, searches and small reads. */
  readonly blocks: BlockSource;
}

/** Searches look at a few bytes in many places: larger blocks would mostly carry what nobody asked for. */
const blockBytes = 16 << 10;

/** Wraps a source, which is closed with `blocks`. */
export function wrapBytes(source: ByteSource, blockBudgetBytes: number): RecordingBytes {
  const counted = new CountingSource(source);
  const near = withCoalescing(counted);
  return { counted, near, blocks: withBlocks(near, { budgetBytes: blockBudgetBytes, blockBytes }) };
}
