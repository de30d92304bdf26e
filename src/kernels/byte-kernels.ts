/** Kernels on plain bytes: compression and byte transposition. Synchronous; nothing is kept between calls. */
export interface ByteKernels {
  /**
   * Inflates `input` (lent) into `output` (owned by the caller) and returns how many bytes were written. Stops without
   * an error when `output` is full: the first bytes of a chunk cost only what they need. Throws `corrupt` on data that is
   * damaged or ends early; a checksum is verified when the stream ends where `output` is full or before. One gzip member.
   */
  inflate(input: Uint8Array, output: Uint8Array, container: 'zlib' | 'gzip' | 'raw'): number;
  /**
   * Deflates `input` (lent); the result is *given*. Every build gives the same bytes, so files written anywhere are the same. About as
   * small as zlib's level 6. Throws `too-large` where the kernels have no memory for twice the input.
   */
  deflate(input: Uint8Array, container: 'zlib' | 'gzip' | 'raw'): Uint8Array;
  /** Undoes HDF5's and Blosc's byte shuffle: `output[i · size + b] = input[b · n + i]`, trailing bytes copied. */
  unshuffle(input: Uint8Array, output: Uint8Array, elementSize: number): void;
}
