import { FirstlightError } from '../../base/errors.js';

/** Back references of more than 13 bits start behind this distance. */
const nearDistance = 8191;

/**
 * Decodes a BloscLZ stream into `output` and returns the bytes written. Source: c-blosc's `blosclz.c` (format only).
 * Throws `corrupt`.
 */
export function decodeBloscLz(input: Uint8Array, output: Uint8Array): number {
  const end = input.length;
  let from = 0;
  let to = 0;
  let control = (input[from++] ?? 0) & 31;
  for (;;) {
    if (control >= 32) {
      let count = (control >> 5) - 1;
      let offset = (control & 31) << 8;
      let code: number;
      if (count === 6) {
        do {
          if (from >= end) throw damaged();
          code = input[from++]!;
          count += code;
        } while (code === 255);
      }
      if (from >= end) throw damaged();
      code = input[from++]!;
      count += 3;
      let distance = offset + code + 1;
      if (code === 255 && offset === 31 << 8) {
        if (from + 2 > end) throw damaged();
        offset = (input[from]! << 8) | input[from + 1]!;
        from += 2;
        distance = offset + nearDistance + 1;
      }
      if (distance > to || to + count > output.length) throw damaged();
      for (const stop = to + count; to < stop; to += 1) output[to] = output[to - distance]!;
    } else {
      const count = control + 1;
      if (from + count > end || to + count > output.length) throw damaged();
      output.set(input.subarray(from, from + count), to);
      from += count;
      to += count;
    }
    if (from >= end) return to;
    control = input[from++]!;
  }
}

function damaged(): FirstlightError {
  return new FirstlightError('corrupt', 'BloscLZ data is damaged: it refers to bytes that are not there');
}
