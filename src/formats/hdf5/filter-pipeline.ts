import { FirstlightError } from '../../base/errors.js';
import type { FieldReader } from './field-reader.js';

/** One filter of a data set's pipeline, in the order of writing. Plain: safe to post. */
export interface FilterSpec {
  readonly id: number;
  /** What the file calls it; often empty. */
  readonly name: string;
  readonly parameters: readonly number[];
}

const filterLimit = 32;
const parameterLimit = 256;

/** Parses a filter pipeline message, version 1 or 2. Source: HDF5 File Format Specification 3.0, IV.A.2.l. Errors: `corrupt`. */
export function parseFilterPipeline(reader: FieldReader): FilterSpec[] {
  const version = reader.u8();
  const count = reader.u8();
  if (count > filterLimit) throw reader.corrupt(`a pipeline has ${count} filters`);
  if (version === 1) reader.skip(6);
  else if (version !== 2) throw new FirstlightError('unsupported', `An HDF5 filter pipeline has version ${version}; 1 and 2 can be read`);
  const filters: FilterSpec[] = [];
  for (let i = 0; i < count; i += 1) {
    const id = reader.u16();
    const nameLength = version === 1 || id >= 256 ? reader.u16() : 0;
    reader.skip(2);
    const parameterCount = reader.u16();
    if (parameterCount > parameterLimit) throw reader.corrupt(`filter ${id} has ${parameterCount} parameters`);
    const nameBytes = reader.take(version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    const end = nameBytes.indexOf(0);
    const name = new TextDecoder().decode(end < 0 ? nameBytes : nameBytes.subarray(0, end));
    const parameters: number[] = [];
    for (let k = 0; k < parameterCount; k += 1) parameters.push(reader.u32());
    if (version === 1 && parameterCount % 2 === 1) reader.skip(4);
    filters.push({ id, name, parameters });
  }
  return filters;
}
