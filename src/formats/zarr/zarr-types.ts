import { FirstlightError } from '../../base/errors.js';
import { elementKind } from '../arrays/element-type.js';
import type { NumberType } from '../tree/number-type.js';

/** What an element of a Zarr array is: a number, a text of fixed length, or a text of any length. */
export type ZarrElement =
  | { readonly kind: 'number'; readonly type: NumberType; readonly bytes: number }
  | { readonly kind: 'utf32' | 'ascii'; readonly bytes: number; readonly order: 'little' | 'big' }
  | { readonly kind: 'texts' };

const widestText = 1 << 20;

/** A type of Zarr version 2: NumPy's `<f4`, `|b1`, `<U12`, `|S5`, `|O`. Throws `unsupported`, `corrupt`. */
export function parseTypeV2(text: unknown, hasTexts: boolean): ZarrElement {
  const [, sign, letter, digits] = typeof text === 'string' ? (/^([<>|])([a-zA-Z])(\d*)$/.exec(text) ?? []) : [];
  if (letter === undefined) throw new FirstlightError('unsupported', `A Zarr array of ${JSON.stringify(text)} cannot be read`);
  const order = sign === '>' ? 'big' : 'little';
  if (letter === 'O') {
    if (!hasTexts) throw new FirstlightError('unsupported', 'A Zarr array of Python objects that are no texts cannot be read');
    return { kind: 'texts' };
  }
  const size = Number(digits);
  if (letter === 'U') return fixedText('utf32', 4 * size, order);
  if (letter === 'S') return fixedText('ascii', size, order);
  if (letter === 'b' && size === 1) return { kind: 'number', type: { kind: 'bool', order }, bytes: 1 };
  return numberElement(letter, size, order, String(text));
}

/** A type of Zarr version 3, by its name or by name and configuration. Throws `unsupported`. */
export function parseTypeV3(said: unknown, order: 'little' | 'big'): ZarrElement {
  if (typeof said === 'object' && said !== null && 'name' in said) {
    const configuration = 'configuration' in said ? said.configuration : undefined;
    const bytes =
      typeof configuration === 'object' && configuration !== null && 'length_bytes' in configuration
        ? Number(configuration.length_bytes)
        : 0;
    if (said.name === 'fixed_length_utf32') return fixedText('utf32', bytes, order);
    if (said.name === 'null_terminated_bytes') return fixedText('ascii', bytes, order);
    return parseTypeV3(said.name, order);
  }
  if (said === 'string') return { kind: 'texts' };
  if (said === 'bool') return { kind: 'number', type: { kind: 'bool', order }, bytes: 1 };
  const [, name, bits] = typeof said === 'string' ? (/^(u?int|float)(\d+)$/.exec(said) ?? []) : [];
  const letter = name === 'uint' ? 'u' : name === 'int' ? 'i' : 'f';
  if (name === undefined) throw new FirstlightError('unsupported', `A Zarr array of ${JSON.stringify(said)} cannot be read`);
  return numberElement(letter, Number(bits) / 8, order, String(said));
}

function numberElement(letter: string, size: number, order: 'little' | 'big', name: string): ZarrElement {
  if (letter === 'f' && size === 2) return { kind: 'number', type: { kind: 'f16', order }, bytes: 2 };
  const kind = elementKind(letter, size);
  if (kind === undefined) throw new FirstlightError('unsupported', `A Zarr array of ${name} cannot be read`);
  return { kind: 'number', type: { kind, order }, bytes: size };
}

function fixedText(kind: 'utf32' | 'ascii', bytes: number, order: 'little' | 'big'): ZarrElement {
  if (!(bytes > 0 && bytes <= widestText)) throw new FirstlightError('corrupt', `A Zarr array has texts of ${bytes} bytes`);
  return { kind, bytes, order };
}

/**
 * One element of the fill value as stored, zeros where it is none. Numbers may be given as such, as `NaN`, `Infinity`,
 * `-Infinity`, or as the hexadecimal of their bits.
 */
export function fillBytes(value: unknown, element: ZarrElement): Uint8Array {
  const bytes = new Uint8Array(element.kind === 'texts' ? 0 : element.bytes);
  if (element.kind !== 'number' || value === null || value === undefined) return bytes;
  const view = new DataView(bytes.buffer);
  const little = element.type.order === 'little';
  if (typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value)) {
    let bits = BigInt(value);
    for (let at = 0; at < bytes.length; at += 1, bits >>= 8n) bytes[little ? at : bytes.length - 1 - at] = Number(bits & 255n);
    return bytes;
  }
  const number = typeof value === 'boolean' ? Number(value) : Number(value);
  const { kind } = element.type;
  if (kind === 'f64') view.setFloat64(0, number, little);
  else if (kind === 'f32') view.setFloat32(0, number, little);
  else if (kind === 'f16') view.setUint16(0, halfBits(number), little);
  else {
    let bits = Number.isFinite(number) ? BigInt.asUintN(64, BigInt(Math.trunc(number))) : 0n;
    for (let at = 0; at < bytes.length; at += 1, bits >>= 8n) bytes[little ? at : bytes.length - 1 - at] = Number(bits & 255n);
  }
  return bytes;
}

/** The bits of the usual fill values as IEEE 754 binary16; others are cut. */
function halfBits(number: number): number {
  if (Number.isNaN(number)) return 0x7e00;
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(number);
  if (magnitude === 0) return sign;
  if (magnitude >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const fraction = Math.round((magnitude / 2 ** exponent) * 1024);
  return magnitude < 2 ** -14 ? sign | fraction : sign | (((exponent + 15) << 10) + fraction - 1024);
}
