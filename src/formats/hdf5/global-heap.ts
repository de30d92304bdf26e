import type { Plan } from '../../bytes/plan.js';
import { type Hdf5Context, readStructure } from './hdf5-context.js';

/**
 * One object of a global heap collection (*lent*); variable-length values are kept there. `undefined` when the
 * collection has no object of that index. Source: HDF5 File Format Specification 3.0, III.E. Errors: `corrupt`, `truncated`.
 */
export function* readGlobalHeapObject(context: Hdf5Context, address: number, index: number): Plan<Uint8Array | undefined> {
  const { lengthSize } = context.superblock;
  const head = yield* readStructure(context, address, 8 + lengthSize, 'global heap', 4096);
  head.signature('GCOL');
  head.skip(4);
  const length = head.length();
  const reader = yield* readStructure(context, address, length, 'global heap');
  reader.position = 8 + lengthSize;
  while (reader.remaining >= 8 + lengthSize) {
    const found = reader.u16();
    reader.skip(6);
    const size = reader.length();
    if (found === 0) return undefined;
    const bytes = reader.take(size);
    if (found === index) return bytes;
    reader.align(8);
  }
  return undefined;
}
