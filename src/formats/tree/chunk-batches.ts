import { FirstlightError } from '../../base/errors.js';
import { type Box, type ChunkPart, chunkParts, chunksTouched } from './box.js';

/** Chunks whose places are looked up in one round. */
const lookedUpAtOnce = 256;
/** Beyond so many chunks for one answer something is wrong with the file. */
const chunkLimit = 4_000_000;

/** The chunks that a box touches, in batches to look up. Throws `too-large`. */
export function* partBatches(box: Box, chunkShape: readonly number[]): Generator<ChunkPart[]> {
  const touched = chunksTouched(box, chunkShape);
  if (touched > chunkLimit) throw new FirstlightError('too-large', `A part of an array lies in ${touched} chunks`);
  let batch: ChunkPart[] = [];
  for (const part of chunkParts(box, chunkShape)) {
    batch.push(part);
    if (batch.length < lookedUpAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Stored bytes that are held at once while chunks are decoded. */
const heldBytes = 8 << 20;

/** Splits a list where its items would hold more than 8 MiB together. */
export function* heldTogether<Item>(items: readonly Item[], bytesOf: (item: Item) => number): Generator<Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (batch.length > 0 && bytes + bytesOf(item) > heldBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += bytesOf(item);
  }
  if (batch.length > 0) yield batch;
}
