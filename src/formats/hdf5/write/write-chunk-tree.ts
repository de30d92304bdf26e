import { ByteBuilder } from './byte-builder.js';

/** A chunk that was written: its place and its bytes as stored. */
export interface WrittenChunk {
  readonly address: number;
  readonly byteLength: number;
}

/** Half the children of a chunk B-tree's node: what the library assumes where the superblock is of version 0. */
const halfRank = 32;

/** Where chunk `at` starts, in elements of each dimension; of the one after the last: where the next would start. */
export type ChunkOffsets = (at: number) => readonly number[];

/**
 * A version 1 B-tree over the chunks of a data set, in order of their places, to be written at `start`; at least one chunk.
 * Returns its bytes and the root's address. Source: HDF5 File Format Specification 3.0, III.A.1.
 */
export function chunkTree(chunks: readonly WrittenChunk[], offsetsOf: ChunkOffsets, start: number): { bytes: Uint8Array; root: number } {
  const parts: Uint8Array[] = [];
  const nodeBytes = nodeBytesOf(offsetsOf(0).length);
  let address = start;
  let level = 0;
  let children: Child[] = chunks.map((chunk, at) => ({ ...chunk, first: at }));
  for (;;) {
    const nodes: Child[] = [];
    const count = Math.ceil(children.length / (2 * halfRank));
    const levelStart = address;
    for (let node = 0; node < count; node += 1) {
      const part = children.slice(node * 2 * halfRank, (node + 1) * 2 * halfRank);
      const left = node === 0 ? undefined : levelStart + (node - 1) * nodeBytes;
      const right = node === count - 1 ? undefined : levelStart + (node + 1) * nodeBytes;
      const next = children[(node + 1) * 2 * halfRank];
      parts.push(nodeOf(level, part, left, right, next ?? { first: chunks.length, byteLength: 0 }, offsetsOf));
      nodes.push({ address, byteLength: part[0]!.byteLength, first: part[0]!.first });
      address += nodeBytes;
    }
    if (count === 1) return { bytes: joined(parts), root: levelStart };
    children = nodes;
    level += 1;
  }
}

/** A key is the chunk's size, a filter mask, its place and a zero for the bytes of an element. */
function keyBytesOf(dimensions: number): number {
  return 8 + 8 * (dimensions + 1);
}

function nodeBytesOf(dimensions: number): number {
  return 24 + (2 * halfRank + 1) * keyBytesOf(dimensions) + 2 * halfRank * 8;
}

interface Child extends WrittenChunk {
  /** Number of its first chunk. */
  readonly first: number;
}

function nodeOf(
  level: number,
  children: readonly Child[],
  left: number | undefined,
  right: number | undefined,
  next: Pick<Child, 'first' | 'byteLength'>,
  offsetsOf: ChunkOffsets,
): Uint8Array {
  const builder = new ByteBuilder(nodeBytesOf(offsetsOf(0).length));
  const key = ({ first, byteLength }: Pick<Child, 'first' | 'byteLength'>): void => {
    builder.u32(byteLength).u32(0);
    for (const offset of offsetsOf(first)) builder.u64(offset);
    builder.u64(0);
  };
  builder.text('TREE').u8(1).u8(level).u16(children.length).u64(left).u64(right);
  for (const child of children) {
    key(child);
    builder.u64(child.address);
  }
  key(next);
  return builder.bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
