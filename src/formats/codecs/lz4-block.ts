import { FirstlightError } from '../../base/errors.js';

/**
 * Decodes one LZ4 block into `output` and returns the bytes written; stops when `output` is full.
 * Source: LZ4 Block Format Description. Throws `corrupt`.
 */
export function decodeLz4Block(input: Uint8Array, output: Uint8Array): number {
  const inputEnd = input.length;
  const outputEnd = output.length;
  let from = 0;
  let to = 0;
  while (from < inputEnd && to < outputEnd) {
    const token = input[from++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (from >= inputEnd) throw damaged();
        more = input[from++]!;
        literals += more;
      } while (more === 255);
    }
    if (literals > 0) {
      const count = Math.min(literals, outputEnd - to);
      if (from + count > inputEnd) throw damaged();
      if (count > 24) output.set(input.subarray(from, from + count), to);
      else for (let i = 0; i < count; i += 1) output[to + i] = input[from + i]!;
      to += count;
      from += literals;
    }
    if (from >= inputEnd || to >= outputEnd) break;
    if (from + 2 > inputEnd) throw damaged();
    const distance = input[from]! | (input[from + 1]! << 8);
    from += 2;
    if (distance === 0 || distance > to) throw damaged();
    let count = (token & 15) + 4;
    if (count === 19) {
      let more: number;
      do {
        if (from >= inputEnd) throw damaged();
        more = input[from++]!;
        count += more;
      } while (more === 255);
    }
    if (count > outputEnd - to) count = outputEnd - to;
    copyMatch(output, to, distance, count);
    to += count;
  }
  return to;
}

function copyMatch(output: Uint8Array, to: number, distance: number, count: number): void {
  if (distance >= count && count > 32) {
    output.copyWithin(to, to - distance, to - distance + count);
    return;
  }
  const end = to + count;
  for (let at = to; at < end; at += 1) output[at] = output[at - distance]!;
}

function damaged(): FirstlightError {
  return new FirstlightError('corrupt', 'LZ4 data is damaged: it refers to bytes that are not there');
}
