import { type ElementKind, type ElementType, elementBytes } from './element-type.js';

export type ElementArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * Numbers inside bytes: number `i` is `array[start + i · step]`. 64-bit integers are pairs of 32-bit words, the low word
 * there and the high word one behind.
 */
export interface ElementView {
  readonly kind: ElementKind;
  readonly array: ElementArray;
  readonly start: number;
  readonly step: number;
}

/**
 * Views `count` numbers that lie every `strideBytes` from `offsetBytes` in `bytes` (*lent* as long as the view is used).
 * Aligned little-endian numbers are not copied; others are copied into order. The caller guarantees that they lie inside.
 */
export function viewElements(bytes: Uint8Array, offsetBytes: number, strideBytes: number, count: number, type: ElementType): ElementView {
  const size = elementBytes(type.kind);
  const unit = size === 8 && !type.kind.startsWith('f') ? 4 : size;
  const address = bytes.byteOffset + offsetBytes;
  const plain = (type.order === 'little' || size === 1) && address % unit === 0 && strideBytes % unit === 0;
  if (plain) {
    const length = count === 0 ? 0 : ((count - 1) * strideBytes + size) / unit;
    return { kind: type.kind, array: arrayOver(type.kind, bytes.buffer, address, length), start: 0, step: strideBytes / unit };
  }
  const packed = new Uint8Array(count * size);
  const reversed = type.order === 'big';
  for (let i = 0, from = offsetBytes; i < count; i += 1, from += strideBytes) {
    for (let byte = 0; byte < size; byte += 1) packed[i * size + byte] = bytes[from + (reversed ? size - 1 - byte : byte)]!;
  }
  return { kind: type.kind, array: arrayOver(type.kind, packed.buffer, 0, (count * size) / unit), start: 0, step: size / unit };
}

/** The same numbers from number `from` on. */
export function skipElements(view: ElementView, from: number): ElementView {
  return from === 0 ? view : { ...view, start: view.start + from * view.step };
}

function arrayOver(kind: ElementKind, buffer: ArrayBufferLike, byteOffset: number, length: number): ElementArray {
  switch (kind) {
    case 'u8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'i8':
      return new Int8Array(buffer, byteOffset, length);
    case 'u16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'i16':
      return new Int16Array(buffer, byteOffset, length);
    case 'i32':
      return new Int32Array(buffer, byteOffset, length);
    case 'f32':
      return new Float32Array(buffer, byteOffset, length);
    case 'f64':
      return new Float64Array(buffer, byteOffset, length);
    default:
      return new Uint32Array(buffer, byteOffset, length);
  }
}
