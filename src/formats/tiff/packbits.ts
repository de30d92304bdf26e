/**
 * Decodes PackBits into `output` and returns the bytes written; stops when `output` is full or the input ends. Source:
 * TIFF 6.0, section 9.
 */
export function decodePackBits(input: Uint8Array, output: Uint8Array): number {
  let from = 0;
  let to = 0;
  while (from < input.length && to < output.length) {
    const control = input[from++]!;
    if (control === 128) continue;
    if (control < 128) {
      const count = Math.min(control + 1, output.length - to, input.length - from);
      output.set(input.subarray(from, from + count), to);
      from += count;
      to += count;
    } else {
      const count = Math.min(257 - control, output.length - to);
      if (from >= input.length) return to;
      output.fill(input[from++]!, to, to + count);
      to += count;
    }
  }
  return to;
}
