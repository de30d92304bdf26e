/**
 * TIFF's LZW, written from the specification. `old` is the order of bits of writers before TIFF 6.0: from the lowest, a bit
 * longer only when needed.
 */
export function encodeLzw(bytes: Uint8Array, old = false): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  const put = (code: number, width: number): void => {
    for (let bit = 0; bit < width; bit += 1) {
      const value = old ? (code >> bit) & 1 : (code >> (width - 1 - bit)) & 1;
      if (old) bits |= value << held;
      else bits = (bits << 1) | value;
      held += 1;
      if (held < 8) continue;
      out.push(bits & 255);
      bits = 0;
      held = 0;
    }
  };
  let table = new Map<string, number>();
  let next = 258;
  let width = 9;
  put(256, width);
  let prefix = '';
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  for (const byte of bytes) {
    const longer = prefix + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      prefix = longer;
      continue;
    }
    put(codeOf(prefix), width);
    table.set(longer, next);
    next += 1;
    if (next + (old ? -1 : 0) === 1 << width && width < 12) width += 1;
    if (next === 4094) {
      put(256, width);
      table = new Map();
      next = 258;
      width = 9;
    }
    prefix = String.fromCharCode(byte);
  }
  if (prefix !== '') {
    put(codeOf(prefix), width);
    next += 1;
    if (next + (old ? -1 : 0) === 1 << width && width < 12) width += 1;
  }
  put(257, width);
  if (held > 0) out.push(old ? bits : (bits << (8 - held)) & 255);
  return Uint8Array.from(out);
}
