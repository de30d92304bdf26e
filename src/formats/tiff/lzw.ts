import { FirstlightError } from '../../base/errors.js';

const clear = 256;
const end = 257;
const mostCodes = 4096;

/**
 * Decodes TIFF's LZW into `output` and returns the bytes written; stops when `output` is full. Source: TIFF 6.0, section
 * 13: codes from the highest bit, one bit longer one code early. Data that begin with a 0 byte and a set bit are of old
 * writers: from the lowest bit, longer when needed. Throws `corrupt`.
 */
export function decodeLzw(input: Uint8Array, output: Uint8Array): number {
  const old = input.length > 1 && input[0] === 0 && (input[1]! & 1) === 1;
  const early = old ? 0 : 1;
  // A code stands for bytes of the output: where they begin, and how many.
  const starts = new Int32Array(mostCodes);
  const lengths = new Int32Array(mostCodes);
  let next = end + 1;
  let width = 9;
  let before = -1;
  let beforeStart = 0;
  let beforeLength = 0;
  let bits = 0;
  let held = 0;
  let from = 0;
  let to = 0;
  const full = output.length;
  while (to < full) {
    while (held < width) {
      if (from >= input.length) return to;
      if (old) bits |= input[from++]! << held;
      else bits = ((bits << 8) | input[from++]!) & 0x3fffff;
      held += 8;
    }
    held -= width;
    let code: number;
    if (old) {
      code = bits & ((1 << width) - 1);
      bits >>>= width;
    } else code = (bits >> held) & ((1 << width) - 1);
    if (code === end) return to;
    if (code === clear) {
      next = end + 1;
      width = 9;
      before = -1;
      continue;
    }
    const start = to;
    if (code < 256) output[to++] = code;
    else {
      if (before < 0 || code > next || (code === next && before < 0) || code === mostCodes) throw damaged();
      // The code in the making is the string before it and that string's first byte.
      let at = code === next ? beforeStart : starts[code]!;
      let left = code === next ? beforeLength + 1 : lengths[code]!;
      if (left > full - to) left = full - to;
      for (; left > 0; left -= 1) output[to++] = output[at++]!;
    }
    if (before >= 0 && next < mostCodes) {
      starts[next] = beforeStart;
      lengths[next] = beforeLength + 1;
      next += 1;
    }
    if (next + early >= 1 << width && width < 12) width += 1;
    before = code;
    beforeStart = start;
    beforeLength = to - start;
  }
  return to;
}

function damaged(): FirstlightError {
  return new FirstlightError('corrupt', 'LZW data is damaged: it uses a code that is not defined');
}
