import { FirstlightError } from '../../base/errors.js';
import { halfToNumber } from '../../shapes/plane-samples.js';
import { type ElementKind, elementBytes } from '../arrays/element-type.js';
import { viewElements } from '../arrays/element-view.js';

/** How a number is stored in an array of any dimensions. */
export interface NumberType {
  readonly kind: ElementKind | 'f16' | 'bool';
  readonly order: 'little' | 'big';
}

/** Numbers in memory: 64-bit integers as floats (beyond 2⁵³ they lose digits), halves as 32-bit floats, booleans as bytes. */
export type NumberArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

const names: Readonly<Record<NumberType['kind'], string>> = {
  bool: 'bool',
  u8: 'uint8',
  i8: 'int8',
  u16: 'uint16',
  i16: 'int16',
  u32: 'uint32',
  i32: 'int32',
  u64: 'uint64',
  i64: 'int64',
  f16: 'float16',
  f32: 'float32',
  f64: 'float64',
};

/** The name that NumPy has for a type. */
export function numberName({ kind }: NumberType): string {
  return names[kind];
}

/** Bytes of one number as stored. */
export function numberBytes({ kind }: NumberType): number {
  if (kind === 'f16') return 2;
  return kind === 'bool' ? 1 : elementBytes(kind);
}

/**
 * Stored numbers, side by side, as an array. `bytes` are *given*: the answer may be a view of them. They must start where
 * their buffer does.
 */
export function numbersOf(bytes: Uint8Array, type: NumberType): NumberArray {
  const { kind, order } = type;
  const size = numberBytes(type);
  const count = Math.floor(bytes.length / size);
  if (kind === 'bool') return bytes;
  if (kind === 'f16') {
    const { array } = viewElements(bytes, 0, 2, count, { kind: 'u16', order });
    return Float32Array.from(array, halfToNumber);
  }
  const { array } = viewElements(bytes, 0, size, count, { kind, order });
  if (kind !== 'u64' && kind !== 'i64') return array;
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const high = array[2 * i + 1]!;
    out[i] = (kind === 'i64' ? high | 0 : high) * 2 ** 32 + array[2 * i]!;
  }
  return out;
}

/** Throws `too-large` where an array would take more than the budget, `corrupt` where it could not be. */
export function checkArrayBytes(count: number, bytesEach: number, limitBytes: number, what: string): void {
  if (count * bytesEach <= limitBytes) return;
  throw new FirstlightError('too-large', `${what} takes ${count * bytesEach} bytes; ${limitBytes} may be taken`, {
    advice: 'Give more with --memory, or choose less.',
  });
}
