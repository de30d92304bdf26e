import { ChunkedRows } from '../../tree/chunked-rows.js';
import { OrderedTasks } from '../../tree/ordered-tasks.js';
import type { ArrayWriter, Compress, TreeWriter, WrittenArraySpec, WrittenAttributes, WrittenTexts } from '../../tree/tree-writer.js';
import { type WrittenZarrArray, type WrittenZarrNode, zarrMetadata } from './zarr-metadata-files.js';

export interface ZarrTreeOptions {
  readonly version: 2 | 3;
  /** Of version 2 to zlib (RFC 1950), of version 3 to gzip (RFC 1952). */
  readonly compress: Compress;
  /** Puts a file of the store; names are like `obs/louvain/codes/0`. Bytes are *given*. */
  readonly put: (name: string, bytes: Uint8Array) => Promise<void>;
}

/** Chunks that are compressed at once, or wait to be written. */
const chunksAtOnce = 8;
const textsInChunk = 65_536;

/** Writes Zarr, version 2 or 3, with consolidated metadata: a file a chunk, metadata last. */
export class ZarrTreeWriter implements TreeWriter {
  readonly #options: ZarrTreeOptions;
  readonly #nodes: WrittenZarrNode[] = [];
  readonly #tasks = new OrderedTasks(chunksAtOnce);

  constructor(options: ZarrTreeOptions) {
    this.#options = options;
  }

  group(path: string, attributes: WrittenAttributes): void {
    this.#nodes.push({ path, attributes });
  }

  array(path: string, spec: WrittenArraySpec): ArrayWriter {
    const { dtype, columns, chunkRows, chunkColumns = columns, attributes } = spec;
    const rows = new ChunkedRows(spec, (chunk, row, column) =>
      this.#put(this.#chunkName(path, columns === undefined ? [row] : [row, column]), chunk),
    );
    const chunk = columns === undefined ? [chunkRows] : [chunkRows, chunkColumns!];
    this.#add(path, attributes, { dtype, chunk, shape: () => (columns === undefined ? [rows.rows] : [rows.rows, columns]) });
    return rows;
  }

  async texts(path: string, texts: WrittenTexts, attributes: WrittenAttributes): Promise<void> {
    const chunkRows = Math.max(1, Math.min(texts.length, textsInChunk));
    this.#add(path, attributes, { dtype: 'text', chunk: [chunkRows], shape: () => [texts.length] });
    for (let from = 0; from < texts.length; from += chunkRows) {
      const count = Math.min(chunkRows, texts.length - from);
      const chunk = Array.from({ length: chunkRows }, (_, row) => (row < count ? texts.at(from + row) : ''));
      await this.#put(this.#chunkName(path, [from / chunkRows]), vlenTexts(chunk));
    }
  }

  async text(path: string, value: string, attributes: WrittenAttributes): Promise<void> {
    this.#add(path, attributes, { dtype: 'text', chunk: [], shape: () => [] });
    await this.#put(this.#chunkName(path, []), vlenTexts([value]));
  }

  async finish(): Promise<void> {
    await this.#tasks.settle();
    for (const [name, json] of zarrMetadata(this.#nodes, this.#options.version)) {
      await this.#options.put(name, new TextEncoder().encode(JSON.stringify(json)));
    }
  }

  #add(path: string, attributes: WrittenAttributes, array: WrittenZarrArray): void {
    this.#nodes.push({ path, attributes, array });
  }

  #put(name: string, chunk: Uint8Array): Promise<void> {
    const { compress, put } = this.#options;
    return this.#tasks.add(compress(chunk), (stored) => put(name, stored));
  }

  #chunkName(path: string, place: readonly number[]): string {
    if (this.#options.version === 3) return [path, 'c', ...place].join('/');
    return `${path}/${place.length === 0 ? 0 : place.join('.')}`;
  }
}

/** numcodecs' vlen-utf8: how many texts, then each with its length before it, all little-endian 32-bit. */
function vlenTexts(texts: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(encoded.reduce((sum, { length }) => sum + 4 + length, 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, texts.length, true);
  let at = 4;
  for (const text of encoded) {
    view.setUint32(at, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}
