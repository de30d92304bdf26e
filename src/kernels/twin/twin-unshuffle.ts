/** Undoes a byte shuffle; see `ByteKernels.unshuffle`. */
export function twinUnshuffle(input: Uint8Array, output: Uint8Array, elementSize: number): void {
  const length = Math.min(input.length, output.length);
  const elements = Math.floor(length / elementSize);
  for (let byte = 0; byte < elementSize; byte++) {
    for (let i = 0; i < elements; i++) output[i * elementSize + byte] = input[byte * elements + i] ?? 0;
  }
  output.set(input.subarray(elements * elementSize, length), elements * elementSize);
}
