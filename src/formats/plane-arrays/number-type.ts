import { FirstlightError } from '../../base/errors.js';
import { type SampleType, sampleTypeOf, sampleTypes } from '../../shapes/plane-samples.js';

/** A number type with its byte order. */
export interface NumberType {
  readonly type: SampleType;
  readonly order: 'little' | 'big';
}

const kinds: Readonly<Record<string, 'uint' | 'int' | 'float'>> = { u: 'uint', i: 'int', f: 'float' };

/**
 * The type that NumPy's `<u2`, `>f4`, `|b1` or a name such as `uint16` stand for; little-endian where no order is given.
 * Throws `unsupported`.
 */
export function parseNumberType(text: string): NumberType {
  const [, sign, name] = /^([<>|=]?)([a-z?]+\d*)$/.exec(text.trim()) ?? [];
  const order = sign === '>' ? 'big' : 'little';
  if (name === '?' || name === 'b1') return { type: 'bool', order };
  const named = sampleTypes.find((type) => type === name);
  if (named !== undefined) return { type: named, order };
  const [, letter, size] = /^([uif])(\d)$/.exec(name ?? '') ?? [];
  const type = letter === undefined ? undefined : sampleTypeOf(kinds[letter]!, Number(size));
  if (type === undefined) {
    throw new FirstlightError('unsupported', `Numbers of type ${text.slice(0, 40)} cannot be read`, {
      advice: 'Integers of 8 to 64 bits, floats of 16, 32 and 64 bits and booleans can.',
    });
  }
  return { type, order };
}
