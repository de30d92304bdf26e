import { FirstlightError } from '../../base/errors.js';

/**
 * Decodes LZF into `output` and returns the bytes written; stops when `output` is full. Source: liblzf's format, as h5py's
 * filter 32000 writes it: a control byte below 32 starts that many plus one literals, else a back reference of 3 + 13 bits.
 * Throws `corrupt`.
 */
export function decodeLzf(input: Uint8Array, output: Uint8Array): number {
  let from = 0;
  let to = 0;
  while (from < input.length && to < output.length) {
    const control = input[from++]!;
    if (control < 32) {
      const count = Math.min(control + 1, output.length - to);
      if (from + count > input.length) throw damaged();
      output.set(input.subarray(from, from + count), to);
      from += control + 1;
      to += count;
      continue;
    }
    let count = control >> 5;
    if (count === 7) count += input[from++] ?? 0;
    if (from >= input.length) throw damaged();
    let reference = to - ((control & 31) << 8) - input[from++]! - 1;
    if (reference < 0) throw damaged();
    for (let left = Math.min(count + 2, output.length - to); left > 0; left -= 1) output[to++] = output[reference++]!;
  }
  return to;
}

function damaged(): FirstlightError {
  return new FirstlightError('corrupt', 'LZF data is damaged: it refers to bytes that are not there');
}
