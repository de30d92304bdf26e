import type { WrittenDtype } from '../../tree/tree-writer.js';
import { ByteBuilder } from './byte-builder.js';

/** Datatypes of version 1, as messages and attributes hold them. Source: HDF5 File Format Specification 3.0, IV.A.2.d. */
export function datatypeBytes(dtype: WrittenDtype): Uint8Array {
  switch (dtype) {
    case 'bool':
      return booleanType();
    case 'int8':
      return integerTypeBytes(1, true);
    case 'uint8':
      return integerTypeBytes(1, false);
    case 'uint16':
      return integerTypeBytes(2, false);
    case 'int32':
      return integerTypeBytes(4, true);
    case 'int64':
      return integerTypeBytes(8, true);
    case 'float32':
      return floatType(4, 23, 8, 127);
    case 'float64':
      return floatType(8, 52, 11, 1023);
  }
}

/** Texts of a fixed number of bytes of UTF-8, zeros after their end. */
export function textTypeBytes(byteLength: number): Uint8Array {
  return new ByteBuilder(8).u8(0x13).u8(0x11).skip(2).u32(byteLength).bytes;
}

function integerTypeBytes(size: number, signed: boolean): Uint8Array {
  return new ByteBuilder(12)
    .u8(0x10)
    .u8(signed ? 8 : 0)
    .skip(2)
    .u32(size)
    .u16(0)
    .u16(8 * size).bytes;
}

/** IEEE 754, little-endian, the highest bit of the mantissa implied. */
function floatType(size: number, mantissaBits: number, exponentBits: number, bias: number): Uint8Array {
  const builder = new ByteBuilder(20).u8(0x11).u8(0x20);
  builder
    .u8(8 * size - 1)
    .skip(1)
    .u32(size)
    .u16(0)
    .u16(8 * size);
  return builder.u8(mantissaBits).u8(exponentBits).u8(0).u8(mantissaBits).u32(bias).bytes;
}

/** What h5py takes for a boolean: an enumeration of FALSE and TRUE in a signed byte. */
function booleanType(): Uint8Array {
  const builder = new ByteBuilder(38).u8(0x18).u16(2).skip(1).u32(1).put(integerTypeBytes(1, true));
  return builder.text('FALSE').skip(3).text('TRUE').skip(4).u8(0).u8(1).bytes;
}
