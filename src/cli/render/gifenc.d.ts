// The part of gifenc 1.0 that is used here; the package ships no types.
declare module 'gifenc' {
  interface GifEncoder {
    writeFrame(
      indices: Uint8Array,
      width: number,
      height: number,
      options: { readonly palette: readonly (readonly number[])[]; readonly delay: number; readonly repeat?: number },
    ): void;
    finish(): void;
    /** What was written since the last reset of the stream, lent. */
    bytesView(): Uint8Array;
    readonly stream: { reset(): void };
  }
  const gifenc: {
    GIFEncoder(options?: { readonly auto?: boolean; readonly initialCapacity?: number }): GifEncoder;
    quantize(rgba: Uint8Array, maxColors: number, options?: { readonly format?: 'rgb565' | 'rgb444' }): number[][];
    applyPalette(rgba: Uint8Array, palette: readonly (readonly number[])[], format?: 'rgb565' | 'rgb444'): Uint8Array;
  };
  export default gifenc;
}
