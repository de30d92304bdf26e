import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import { type PackedStrings, StringPacker } from '../../shapes/table-strings.js';
import { FieldReader } from './field-reader.js';
import { type Hdf5Context, readStructure } from './hdf5-context.js';

const heapsAtOnce = 128;
const textsAtOnce = 65_536;

/**
 * Texts behind references of variable length (`bytes`, lent: length, address and index of each). Each heap collection is
 * read once in a batch, many side by side. Source: HDF5 File Format Specification 3.0, III.E and IV.A.2.d (class 9).
 * Errors: `corrupt`, `truncated`, `too-large` beyond `limitBytes`.
 */
export function* readHeapTexts(context: Hdf5Context, bytes: Uint8Array, limitBytes: number): Plan<PackedStrings> {
  const packer = new StringPacker(limitBytes);
  const referenceBytes = 8 + context.superblock.offsetSize;
  const count = Math.floor(bytes.length / referenceBytes);
  const reader = new FieldReader(bytes, context.superblock, 'list of texts');
  for (let from = 0; from < count; from += textsAtOnce) {
    const references: { length: number; address: number; index: number }[] = [];
    for (let i = from; i < Math.min(count, from + textsAtOnce); i += 1) {
      const length = reader.u32();
      const address = reader.address() ?? 0;
      references.push({ length, address, index: reader.u32() });
    }
    const addresses = [...new Set(references.filter(({ length, address }) => length > 0 && address > 0).map(({ address }) => address))];
    const heaps = new Map<number, Map<number, Uint8Array>>();
    for (let at = 0; at < addresses.length; at += heapsAtOnce) {
      const some = addresses.slice(at, at + heapsAtOnce);
      const read = yield* joinPlans(some.map((address) => readHeap(context, address)));
      for (const [order, address] of some.entries()) heaps.set(address, read[order]!);
    }
    for (const { length, address, index } of references) packer.addBytes(findText(heaps, length, address, index, reader));
  }
  return packer.finish();
}

function findText(
  heaps: ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>,
  length: number,
  address: number,
  index: number,
  reader: FieldReader,
): Uint8Array {
  if (length === 0 || address === 0) return new Uint8Array(0);
  const object = heaps.get(address)?.get(index);
  if (object === undefined) throw reader.corrupt(`its text ${index} is not in the global heap`);
  const text = object.subarray(0, length);
  const end = text.indexOf(0);
  return end < 0 ? text : text.subarray(0, end);
}

function* readHeap(context: Hdf5Context, address: number): Plan<Map<number, Uint8Array>> {
  const { lengthSize } = context.superblock;
  const head = yield* readStructure(context, address, 8 + lengthSize, 'global heap', 4096);
  head.signature('GCOL');
  head.skip(4);
  const reader = yield* readStructure(context, address, head.length(), 'global heap');
  const objects = new Map<number, Uint8Array>();
  reader.position = Math.min(8 + lengthSize, reader.bytes.length);
  while (reader.remaining >= 8 + lengthSize) {
    const index = reader.u16();
    reader.skip(6);
    const size = reader.length();
    if (index === 0) break;
    objects.set(index, reader.take(size));
    reader.align(8);
  }
  return objects;
}
