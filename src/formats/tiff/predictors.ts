/**
 * Undoes horizontal differencing (predictor 2) of little-endian integers in place, row by row. Source: TIFF 6.0, section
 * 14. `step` is how many samples lie between a sample and its left neighbour; `bytes` starts at a multiple of 8.
 */
export function undoDifferences(bytes: Uint8Array, rowBytes: number, itemBytes: 1 | 2 | 4 | 8, step: number): void {
  const rows = Math.floor(bytes.length / rowBytes);
  const items = Math.floor(rowBytes / itemBytes);
  const { buffer, byteOffset } = bytes;
  for (let row = 0; row < rows; row += 1) {
    const at = byteOffset + row * rowBytes;
    if (itemBytes === 1) addLeft(new Uint8Array(buffer, at, items), step);
    else if (at % itemBytes === 0) addLeft(arrayOf(itemBytes, buffer, at, items), step);
    else {
      // Rows of a whole number of items start at multiples of them, unless the first did not.
      const copy = bytes.slice(row * rowBytes, (row + 1) * rowBytes);
      addLeft(arrayOf(itemBytes, copy.buffer, 0, items), step);
      bytes.set(copy, row * rowBytes);
    }
  }
}

function addLeft(items: Uint8Array | Uint16Array | Uint32Array | BigUint64Array, step: number): void {
  if (items instanceof BigUint64Array) {
    for (let i = step; i < items.length; i += 1) items[i] = items[i]! + items[i - step]!;
    return;
  }
  for (let i = step; i < items.length; i += 1) items[i] = items[i]! + items[i - step]!;
}

function arrayOf(itemBytes: 2 | 4 | 8, buffer: ArrayBufferLike, at: number, items: number): Uint16Array | Uint32Array | BigUint64Array {
  if (itemBytes === 2) return new Uint16Array(buffer, at, items);
  return itemBytes === 4 ? new Uint32Array(buffer, at, items) : new BigUint64Array(buffer, at, items);
}

/**
 * Undoes the floating point predictor (predictor 3) in place: bytes are differences, most significant bytes of a row
 * first. Comes out little-endian. Source: Adobe Photoshop TIFF Technical Note 3.
 */
export function undoFloatDifferences(bytes: Uint8Array, rowBytes: number, itemBytes: number, step: number): void {
  const items = Math.floor(rowBytes / itemBytes);
  const row = new Uint8Array(rowBytes);
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    for (let i = start + step; i < start + rowBytes; i += 1) bytes[i] = bytes[i]! + bytes[i - step]!;
    row.set(bytes.subarray(start, start + rowBytes));
    for (let item = 0; item < items; item += 1) {
      for (let byte = 0; byte < itemBytes; byte += 1) bytes[start + item * itemBytes + byte] = row[(itemBytes - 1 - byte) * items + item]!;
    }
  }
}
