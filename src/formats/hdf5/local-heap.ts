import type { Plan } from '../../bytes/plan.js';
import type { FieldReader } from './field-reader.js';
import { type Hdf5Context, readStructure } from './hdf5-context.js';

/**
 * The data of an old group's local heap: names, each ended by a zero byte, addressed by their offset.
 * Source: HDF5 File Format Specification 3.0, III.D. Errors: `corrupt`, `truncated`.
 */
export function* readLocalHeap(context: Hdf5Context, address: number): Plan<FieldReader> {
  const { offsetSize, lengthSize } = context.superblock;
  const head = yield* readStructure(context, address, 8 + 2 * lengthSize + offsetSize, 'local heap', 512);
  head.signature('HEAP');
  head.skip(4);
  const length = head.length();
  head.skip(lengthSize);
  return yield* readStructure(context, head.definedAddress(), length, 'local heap');
}
