import { FirstlightError } from '../../../base/errors.js';
import type { ByteSink } from '../../event-format.js';
import { ChunkedRows } from '../../tree/chunked-rows.js';
import { OrderedTasks } from '../../tree/ordered-tasks.js';
import {
  type ArrayWriter,
  type Compress,
  type TreeWriter,
  type WrittenArraySpec,
  type WrittenAttributes,
  type WrittenTexts,
  writtenBytes,
} from '../../tree/tree-writer.js';
import { hdf5Metadata, type MetadataNode } from './hdf5-metadata.js';
import { shuffleBytes } from './shuffle-bytes.js';
import { chunkTree, type WrittenChunk } from './write-chunk-tree.js';
import { datatypeBytes, textTypeBytes } from './write-datatypes.js';
import { superblock, superblockBytes } from './write-superblock.js';

export interface Hdf5TreeOptions {
  /** To zlib (RFC 1950). */
  readonly compress: Compress;
}

/** Room for all metadata but the chunks' trees at the start of the file: one read opens it. Where it is not enough they follow at the end. */
const frontBytes = 128 << 10;
/** Chunks that are compressed at once, or wait to be written. */
const chunksAtOnce = 8;
const textsInChunk = 65_536;

interface StoredArray extends MetadataNode {
  readonly rows: () => number;
  readonly columns: number | undefined;
  readonly chunk: readonly number[];
  readonly chunks: WrittenChunk[];
}

/**
 * Writes HDF5 that every version of the library since 1.4 opens: superblock 0, old groups, chunks in version 1 B-trees, deflated.
 * Texts have a fixed length. `sink` must allow what was written to be patched; its owner finishes it.
 */
export class Hdf5TreeWriter implements TreeWriter {
  readonly #sink: ByteSink;
  readonly #options: Hdf5TreeOptions;
  readonly #nodes: MetadataNode[] = [];
  readonly #arrays: StoredArray[] = [];
  readonly #tasks = new OrderedTasks(chunksAtOnce);
  #begun = false;

  constructor(sink: ByteSink, options: Hdf5TreeOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  group(path: string, attributes: WrittenAttributes): void {
    this.#nodes.push({ path, attributes });
  }

  array(path: string, spec: WrittenArraySpec): ArrayWriter {
    return this.#array(path, spec, datatypeBytes(spec.dtype), writtenBytes[spec.dtype]);
  }

  async texts(path: string, texts: WrittenTexts, attributes: WrittenAttributes): Promise<void> {
    const encoder = new TextEncoder();
    let longest = 1;
    for (let at = 0; at < texts.length; at += 1) longest = Math.max(longest, encoder.encode(texts.at(at)).length);
    const chunkRows = Math.max(1, Math.min(texts.length, textsInChunk));
    const spec: WrittenArraySpec = { dtype: 'uint8', columns: longest, chunkRows, attributes };
    const array = this.#array(path, spec, textTypeBytes(longest), longest);
    for (let from = 0; from < texts.length; from += chunkRows) {
      const count = Math.min(chunkRows, texts.length - from);
      const bytes = new Uint8Array(count * longest);
      for (let row = 0; row < count; row += 1) encoder.encodeInto(texts.at(from + row), bytes.subarray(row * longest));
      await array.append(bytes);
    }
    await array.finish();
  }

  async text(path: string, value: string, attributes: WrittenAttributes): Promise<void> {
    const bytes = new TextEncoder().encode(value);
    const data = bytes.length === 0 ? new Uint8Array(1) : bytes;
    if (data.length > 60_000) throw new FirstlightError('too-large', `A text of ${data.length} bytes is not written`);
    this.#nodes.push({ path, attributes, value: { type: textTypeBytes(data.length), data } });
  }

  async finish(): Promise<void> {
    await this.#begin();
    await this.#tasks.settle();
    for (const array of this.#arrays) {
      const { chunks, chunk, columns } = array;
      if (chunks.length === 0) continue;
      const across = columns === undefined ? 1 : Math.ceil(columns / chunk[1]!);
      const offsetsOf = (at: number): readonly number[] => {
        const row = Math.floor(at / across) * chunk[0]!;
        return columns === undefined ? [row] : [row, (at % across) * chunk[1]!];
      };
      const { bytes, root } = chunkTree(chunks, offsetsOf, this.#sink.position);
      await this.#sink.write(bytes);
      array.dataset!.tree = root;
      array.dataset!.rows = array.rows();
    }
    const inFront = hdf5Metadata(this.#nodes, superblockBytes);
    if (superblockBytes + inFront.bytes.length <= frontBytes) {
      await this.#sink.patch(superblockBytes, inFront.bytes);
      await this.#sink.patch(0, superblock(inFront.rootHeader, inFront.rootTree, inFront.rootHeap, this.#sink.position));
      return;
    }
    const atEnd = hdf5Metadata(this.#nodes, this.#sink.position);
    await this.#sink.write(atEnd.bytes);
    await this.#sink.patch(0, superblock(atEnd.rootHeader, atEnd.rootTree, atEnd.rootHeap, this.#sink.position));
  }

  /** `spec.columns` of texts are their bytes: one dimension in the file. */
  #array(path: string, spec: WrittenArraySpec, type: Uint8Array, elementBytes: number): ArrayWriter {
    const { chunkRows, columns, chunkColumns = columns, attributes, shuffle = false } = spec;
    const isFlat = columns === undefined || elementBytes === columns;
    const chunk = isFlat ? [chunkRows] : [chunkRows, chunkColumns!];
    const chunks: WrittenChunk[] = [];
    const rows = new ChunkedRows(spec, async (bytes) => {
      await this.#begin();
      const stored = this.#options.compress(shuffle ? shuffleBytes(bytes, elementBytes) : bytes);
      await this.#tasks.add(stored, async (written) => {
        chunks.push({ address: this.#sink.position, byteLength: written.length });
        await this.#sink.write(written);
      });
    });
    const array: StoredArray = {
      path,
      attributes,
      rows: () => rows.rows,
      columns: isFlat ? undefined : columns,
      chunk,
      chunks,
      dataset: { type, elementBytes, columns: isFlat ? undefined : columns, chunk, shuffle, rows: 0, tree: undefined },
    };
    this.#nodes.push(array);
    this.#arrays.push(array);
    return rows;
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    if (this.#sink.position !== 0) throw new FirstlightError('internal', 'A tree begins where its file begins');
    await this.#sink.write(new Uint8Array(frontBytes));
  }
}
