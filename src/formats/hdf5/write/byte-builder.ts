/** Builds little-endian structures whose size is known beforehand. */
export class ByteBuilder {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  position = 0;

  constructor(byteLength: number) {
    this.bytes = new Uint8Array(byteLength);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(value: number): this {
    this.#view.setUint8(this.position, value);
    this.position += 1;
    return this;
  }

  u16(value: number): this {
    this.#view.setUint16(this.position, value, true);
    this.position += 2;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.position, value, true);
    this.position += 4;
    return this;
  }

  /** An unsigned integer of 8 bytes; `undefined` sets all bits: HDF5's undefined address and unlimited size. */
  u64(value: number | undefined): this {
    this.#view.setUint32(this.position, value === undefined ? 0xffff_ffff : value % 2 ** 32, true);
    this.#view.setUint32(this.position + 4, value === undefined ? 0xffff_ffff : Math.floor(value / 2 ** 32), true);
    this.position += 8;
    return this;
  }

  text(value: string): this {
    return this.put(new TextEncoder().encode(value));
  }

  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
    return this;
  }

  skip(count: number): this {
    this.position += count;
    return this;
  }
}
