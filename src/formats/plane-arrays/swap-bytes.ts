/** Turns big-endian numbers of `size` bytes into little-endian ones, in place; bytes that make no whole number stay. */
export function swapBytes(bytes: Uint8Array, size: 1 | 2 | 4 | 8): void {
  if (size === 1) return;
  const words = bytes.byteOffset % 4 === 0 ? bytes.length >> 2 : 0;
  if (size === 2) {
    swapPairs(new Uint32Array(bytes.buffer, bytes.byteOffset - (bytes.byteOffset % 4), words));
    swapSingly(bytes, 4 * words, size);
  } else if (size === 4) {
    swapFours(new Uint32Array(bytes.buffer, bytes.byteOffset - (bytes.byteOffset % 4), words));
    swapSingly(bytes, 4 * words, size);
  } else swapSingly(bytes, 0, size);
}

/** Two 16-bit numbers at a time. */
function swapPairs(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    words[i] = ((word & 0x00ff00ff) << 8) | ((word >>> 8) & 0x00ff00ff);
  }
}

function swapFours(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }
}

function swapSingly(bytes: Uint8Array, from: number, size: number): void {
  const end = bytes.length - (bytes.length % size);
  for (let at = from; at < end; at += size) {
    for (let low = at, high = at + size - 1; low < high; low += 1, high -= 1) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}
