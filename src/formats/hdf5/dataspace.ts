import type { FieldReader } from './field-reader.js';

/** The shape of a data set or attribute: no dimensions is a scalar; `null` space holds nothing. */
export interface Dataspace {
  readonly isNull: boolean;
  readonly shape: readonly number[];
  /** Greatest shape; Infinity where unlimited. */
  readonly maxShape: readonly number[];
}

const rankLimit = 32;

/** Parses a dataspace message, version 1 or 2. Source: HDF5 File Format Specification 3.0, IV.A.2.b. Errors: `corrupt`. */
export function parseDataspace(reader: FieldReader): Dataspace {
  const version = reader.u8();
  if (version !== 1 && version !== 2) throw reader.corrupt(`a dataspace has version ${version}`);
  const rank = reader.u8();
  const flags = reader.u8();
  if (rank > rankLimit) throw reader.corrupt(`a dataspace has ${rank} dimensions`);
  let isNull = false;
  if (version === 1) reader.skip(5);
  else isNull = reader.u8() === 2;
  const shape: number[] = [];
  for (let i = 0; i < rank; i += 1) shape.push(reader.length());
  const maxShape: number[] = [];
  for (let i = 0; i < rank; i += 1) {
    if ((flags & 1) === 0) maxShape.push(shape[i]!);
    else maxShape.push(reader.optionalUint(reader.sizes.lengthSize) ?? Number.POSITIVE_INFINITY);
  }
  if (!Number.isSafeInteger(elementCount(shape))) throw reader.corrupt(`a dataspace has shape ${shape.join(' × ')}`);
  return { isNull, shape, maxShape };
}

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
