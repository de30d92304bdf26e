/** Kernels on plain bytes: decompression and byte transposition. Synchronous; nothing is kept between calls. */
export interface ByteKernels {
  /**
   * Inflates `input` (lent) into `output` (owned by the caller) and returns how many bytes were written. Stops without
   * an error when `output` is full: the first bytes of a chunk cost only what they need. Throws `corrupt` on data that is
   * damaged or ends early; a checksum is verified when the stream ends where `output` is full or before. One gzip member.
   */
  inflate(input: Uint8Array, output: Uint8Array, container: 'zlib' | 'gzip' | 'raw'): number;
  /** Undoes HDF5's and Blosc's byte shuffle: `output[i · size + b] = input[b · n + i]`, trailing bytes copied. */
  unshuffle(input: Uint8Array, output: Uint8Array, elementSize: number): void;
}
