import { FirstlightError } from '../../base/errors.js';
import type { EventColumns, Trigger } from '../../shapes/event-columns.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../event-format.js';
import { chunkTree, type WrittenChunk } from '../hdf5/write/write-chunk-tree.js';
import { groupBytes, placeGroup } from '../hdf5/write/write-group.js';
import {
  chunkedLayoutMessage,
  datatypeMessage,
  deflateMessage,
  growingSpaceMessage,
  type IntegerType,
  integerAttributeMessage,
  noFillMessage,
  objectHeader,
  symbolTableMessage,
} from '../hdf5/write/write-messages.js';
import { superblock, superblockBytes } from '../hdf5/write/write-superblock.js';

/** Compresses a chunk to zlib (RFC 1950). `bytes` are lent; where it takes its time, the four columns of a chunk are deflated side by side. */
export type Deflate = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export interface Hdf5WriterOptions extends EventWriterOptions {
  /** Events in a chunk. Default 100,000. */
  readonly chunkEvents?: number;
  /** What deflates; without it chunks are stored as they are. */
  readonly deflate?: Deflate | undefined;
}

const defaultChunkEvents = 100_000;
const columnTypes: Readonly<Record<'t' | 'x' | 'y' | 'p', IntegerType>> = {
  t: { size: 8, signed: true },
  x: { size: 2, signed: false },
  y: { size: 2, signed: false },
  p: { size: 1, signed: true },
};
const columnNames = ['t', 'x', 'y', 'p'] as const;

type ColumnName = (typeof columnNames)[number];

/**
 * Writes HDF5 in evlib's layout: `/events/{t int64 µs, x uint16, y uint16, p int8 0/1}` in chunks of 100,000, deflated,
 * and the attributes `width` and `height`. Memory holds one chunk and 16 bytes for every chunk written; the layout has no
 * room for triggers: they are counted in `droppedTriggers`.
 */
export function createHdf5Writer(sink: ByteSink, options: Hdf5WriterOptions): EventWriter {
  return new Hdf5Writer(sink, options);
}

class Hdf5Writer implements EventWriter {
  readonly #sink: ByteSink;
  readonly #options: EventWriterOptions;
  readonly #chunkEvents: number;
  readonly #deflate: Deflate | undefined;
  readonly #start: number;
  readonly #chunks: Readonly<Record<ColumnName, WrittenChunk[]>> = { t: [], x: [], y: [], p: [] };
  /** Low and high words. */
  readonly #t: Uint32Array;
  readonly #x: Uint16Array;
  readonly #y: Uint16Array;
  readonly #p: Uint8Array;
  #begun = false;
  #length = 0;
  #events = 0;
  droppedTriggers = 0;

  constructor(sink: ByteSink, options: Hdf5WriterOptions) {
    const { chunkEvents = defaultChunkEvents, deflate } = options;
    if (!Number.isInteger(chunkEvents) || chunkEvents < 1 || chunkEvents > 2 ** 22) {
      throw new FirstlightError('out-of-range', `Chunks cannot hold ${chunkEvents} events`);
    }
    this.#sink = sink;
    this.#options = options;
    this.#chunkEvents = chunkEvents;
    this.#deflate = deflate;
    this.#start = sink.position;
    this.#t = new Uint32Array(2 * chunkEvents);
    this.#x = new Uint16Array(chunkEvents);
    this.#y = new Uint16Array(chunkEvents);
    this.#p = new Uint8Array(chunkEvents);
  }

  async write(columns: EventColumns, triggers: readonly Trigger[] = []): Promise<void> {
    this.droppedTriggers += triggers.length;
    await this.#begin();
    for (let from = 0; from < columns.length; ) {
      const count = Math.min(columns.length - from, this.#chunkEvents - this.#length);
      this.#gather(columns, from, count);
      from += count;
      if (this.#length === this.#chunkEvents) await this.#putChunk();
    }
  }

  async finish(): Promise<void> {
    await this.#begin();
    if (this.#length > 0) await this.#putChunk();
    const roots: Partial<Record<ColumnName, number>> = {};
    for (const name of columnNames) {
      if (this.#chunks[name].length === 0) continue;
      const { bytes, root } = chunkTree(this.#chunks[name], (at) => [at * this.#chunkEvents], this.#sink.position - this.#start);
      await this.#sink.write(bytes);
      roots[name] = root;
    }
    await this.#sink.patch(this.#start, this.#front(roots, this.#sink.position - this.#start));
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#sink.write(this.#front({}, 0));
  }

  #gather({ baseMicros, t, x, y, p }: EventColumns, from: number, count: number): void {
    const at = this.#length;
    const words = this.#t;
    for (let i = 0, place = 2 * at; i < count; i += 1, place += 2) {
      const micros = baseMicros + t[from + i]!;
      words[place] = micros;
      words[place + 1] = Math.floor(micros / 2 ** 32);
    }
    this.#x.set(x.subarray(from, from + count), at);
    this.#y.set(y.subarray(from, from + count), at);
    this.#p.set(p.subarray(from, from + count), at);
    this.#length += count;
  }

  /** Chunks have their full size also where the last one holds fewer events. */
  async #putChunk(): Promise<void> {
    const length = this.#length;
    this.#t.fill(0, 2 * length);
    this.#x.fill(0, length);
    this.#y.fill(0, length);
    this.#p.fill(0, length);
    this.#length = 0;
    this.#events += length;
    const columns = { t: this.#t, x: this.#x, y: this.#y, p: this.#p };
    const stored = await Promise.all(columnNames.map((name) => this.#store(columns[name])));
    for (const [at, name] of columnNames.entries()) {
      const bytes = stored[at]!;
      this.#chunks[name].push({ address: this.#sink.position - this.#start, byteLength: bytes.length });
      await this.#sink.write(bytes);
    }
  }

  async #store(array: Uint32Array | Uint16Array | Uint8Array): Promise<Uint8Array> {
    const plain = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    return this.#deflate === undefined ? plain.slice() : await this.#deflate(plain);
  }

  /** All metadata but the chunk trees: of the same length whatever the numbers in it. */
  #front(roots: Partial<Record<ColumnName, number>>, endOfFile: number): Uint8Array {
    const { width, height } = this.#options;
    const attributes = [integerAttributeMessage('height', height), integerAttributeMessage('width', width)];
    const rootHeaderAt = superblockBytes;
    const headerOf = (tree: number, heap: number, isRoot: boolean): Uint8Array =>
      objectHeader([symbolTableMessage(tree, heap), ...(isRoot ? attributes : [])]);
    const rootPlaces = placeGroup(rootHeaderAt + headerOf(0, 0, true).length, ['events']);
    const eventsHeaderAt = rootPlaces.end;
    const eventsPlaces = placeGroup(eventsHeaderAt + headerOf(0, 0, false).length, columnNames);
    const headers = columnNames.map((name) => this.#datasetHeader(name, roots[name]));
    const entries: { name: string; address: number }[] = [];
    let end = eventsPlaces.end;
    for (const [at, name] of columnNames.entries()) {
      entries.push({ name, address: end });
      end += headers[at]!.length;
    }
    const front = new Uint8Array(end);
    front.set(superblock(rootHeaderAt, rootPlaces.tree, rootPlaces.heap, endOfFile), 0);
    front.set(headerOf(rootPlaces.tree, rootPlaces.heap, true), rootHeaderAt);
    front.set(groupBytes(rootPlaces, [{ name: 'events', address: eventsHeaderAt }]), rootPlaces.tree);
    front.set(headerOf(eventsPlaces.tree, eventsPlaces.heap, false), eventsHeaderAt);
    front.set(groupBytes(eventsPlaces, entries), eventsPlaces.tree);
    for (const [at, header] of headers.entries()) front.set(header, entries[at]!.address);
    return front;
  }

  #datasetHeader(name: ColumnName, root: number | undefined): Uint8Array {
    const type = columnTypes[name];
    return objectHeader([
      growingSpaceMessage(this.#events),
      datatypeMessage(type),
      noFillMessage(),
      chunkedLayoutMessage(root, this.#chunkEvents, type.size),
      ...(this.#deflate === undefined ? [] : [deflateMessage()]),
    ]);
  }
}
