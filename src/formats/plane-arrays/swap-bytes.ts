/** Turns big-endian numbers of `size` bytes into little-endian ones, in place; bytes that make no whole number stay. */
export function swapBytes(bytes: Uint8Array, size: 1 | 2 | 4 | 8): void {
  if (size === 1) return;
  const end = bytes.length - (bytes.length % size);
  if (size === 2) {
    for (let at = 0; at < end; at += 2) {
      const high = bytes[at]!;
      bytes[at] = bytes[at + 1]!;
      bytes[at + 1] = high;
    }
    return;
  }
  for (let at = 0; at < end; at += size) {
    for (let low = at, high = at + size - 1; low < high; low += 1, high -= 1) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}
