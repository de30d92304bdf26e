import { FirstlightError } from '../../base/errors.js';
import { type ArrayWriter, type WrittenArraySpec, type WrittenNumbers, writtenBytes } from './tree-writer.js';

/** Stores a chunk, *given*, of the row and column of chunks that it has. */
export type PutChunk = (chunk: Uint8Array, rowOfChunks: number, columnOfChunks: number) => Promise<void>;

/** Cuts an array that comes row by row into chunks of full size, row of chunks by row of chunks; zeros follow its end. */
export class ChunkedRows implements ArrayWriter {
  readonly #itemBytes: number;
  readonly #columns: number;
  readonly #chunkRows: number;
  readonly #chunkColumns: number;
  readonly #put: PutChunk;
  #buffer: Uint8Array;
  #filled = 0;
  #rowsOfChunks = 0;
  #finished = false;

  constructor({ dtype, columns = 1, chunkRows, chunkColumns = columns }: WrittenArraySpec, put: PutChunk) {
    this.#itemBytes = writtenBytes[dtype];
    this.#columns = columns;
    this.#chunkRows = chunkRows;
    this.#chunkColumns = chunkColumns;
    this.#put = put;
    this.#buffer = new Uint8Array(this.#bufferBytes);
  }

  /** Rows appended so far. */
  get rows(): number {
    return this.#rowsOfChunks * this.#chunkRows + this.#filled / (this.#columns * this.#itemBytes);
  }

  async append(values: WrittenNumbers): Promise<void> {
    if (this.#finished) throw new FirstlightError('internal', 'An array was finished before its end');
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let from = 0; from < bytes.length; ) {
      const count = Math.min(bytes.length - from, this.#buffer.length - this.#filled);
      this.#buffer.set(bytes.subarray(from, from + count), this.#filled);
      this.#filled += count;
      from += count;
      if (this.#filled === this.#buffer.length) {
        await this.#putRow();
        this.#rowsOfChunks += 1;
        this.#filled = 0;
      }
    }
  }

  async finish(): Promise<void> {
    if (this.#filled > 0 && !this.#finished) await this.#putRow();
    this.#finished = true;
    this.#buffer = new Uint8Array(0);
  }

  get #bufferBytes(): number {
    return this.#chunkRows * this.#columns * this.#itemBytes;
  }

  /** Hands on a row of chunks; the buffer is empty afterwards. */
  async #putRow(): Promise<void> {
    const row = this.#rowsOfChunks;
    if (this.#chunkColumns === this.#columns) {
      const chunk = this.#buffer;
      this.#buffer = new Uint8Array(this.#bufferBytes);
      await this.#put(chunk, row, 0);
      return;
    }
    const rowBytes = this.#columns * this.#itemBytes;
    const pieceBytes = this.#chunkColumns * this.#itemBytes;
    for (let column = 0; column * pieceBytes < rowBytes; column += 1) {
      const chunk = new Uint8Array(this.#chunkRows * pieceBytes);
      const start = column * pieceBytes;
      const length = Math.min(pieceBytes, rowBytes - start);
      for (let line = 0; line * rowBytes < this.#filled; line += 1) {
        const from = line * rowBytes + start;
        chunk.set(this.#buffer.subarray(from, from + length), line * pieceBytes);
      }
      await this.#put(chunk, row, column);
    }
    this.#buffer.fill(0);
  }
}
