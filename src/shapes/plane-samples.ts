/** Number types of samples, named as NumPy names them. */
export const sampleTypes = [
  'bool',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float16',
  'float32',
  'float64',
] as const;

export type SampleType = (typeof sampleTypes)[number];

/**
 * Samples of a plane at their own depth. `bool` comes as Uint8Array of 0 and 1, `float16` as Uint16Array of its bits (as
 * graphics take them; see `halfToNumber`), 64-bit integers as their big arrays, all else as the array of its name.
 */
export type SampleArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const sizes: Readonly<Record<SampleType, 1 | 2 | 4 | 8>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
};

/** Bytes that one sample takes. */
export function sampleBytes(type: SampleType): 1 | 2 | 4 | 8 {
  return sizes[type];
}

/** The type of a kind and a size in bytes, where there is one. */
export function sampleTypeOf(kind: 'uint' | 'int' | 'float', size: number): SampleType | undefined {
  const name = `${kind}${8 * size}`;
  return sampleTypes.find((type) => type === name);
}

/** Views little-endian bytes as samples, without a copy: `bytes` must start at a multiple of the sample's size in its buffer. */
export function viewSamples(type: SampleType, bytes: Uint8Array): SampleArray {
  const { buffer, byteOffset } = bytes;
  const length = bytes.length / sizes[type];
  switch (type) {
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint16':
    case 'float16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    case 'uint64':
      return new BigUint64Array(buffer, byteOffset, length);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, length);
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
    default:
      return new Uint8Array(buffer, byteOffset, length);
  }
}

/** The number that 16 bits stand for as IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Infinity
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return (bits & 0x8000) === 0 ? magnitude : -magnitude;
}
